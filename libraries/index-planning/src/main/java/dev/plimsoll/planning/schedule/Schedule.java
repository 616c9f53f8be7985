package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.planning.sizing.BuildOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every build with its lane, its option and its start.
///
/// @param placements in the order of the jobs given
/// @param lowerBound no schedule of these builds on this capacity ends sooner
/// @param boundBy what sets it, in words
public record Schedule(
    List<Placement> placements, Duration makespan, Duration lowerBound, String boundBy) {
  public Schedule {
    placements = List.copyOf(placements);
  }

  /// @param start after the plan's start; absent for what the load line has no room for at all
  public record Placement(BuildOption option, Lane lane, @Nullable Duration start) {}
}
