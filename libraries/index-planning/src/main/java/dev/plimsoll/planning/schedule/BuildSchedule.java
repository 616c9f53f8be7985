package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.planning.sizing.BuildOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every build with its lane, its option, its start and its end, as a strategy would place them.
///
/// @param placements in the order of their starts
/// @param refused ids of the jobs that were not placed, with the reason in words
/// @param makespan until the last end
public record BuildSchedule(
    String strategy,
    List<Placement> placements,
    Map<String, String> refused,
    Duration makespan,
    LowerBound lowerBound) {
  public BuildSchedule {
    placements = List.copyOf(placements);
    refused = Map.copyOf(refused);
  }

  /// @param start after the plan's start
  /// @param sortEnd when its workers leave
  /// @param end after the plan's start; what others do on the machine meanwhile is in it
  /// @param workersLaunched as PostgreSQL's pool had them when it began
  public record Placement(
      Job job,
      BuildOption option,
      Lane lane,
      Duration start,
      Duration sortEnd,
      Duration end,
      int workersLaunched,
      String reasoning) {
    public Duration elapsed() {
      return end.minus(start);
    }
  }

  public @Nullable Placement of(String jobId) {
    return placements.stream()
        .filter(placement -> placement.job().id().equals(jobId))
        .findFirst()
        .orElse(null);
  }

  /// Makespan beside the lower bound; 1 is the best there is.
  public double ratio() {
    return lowerBound.atLeast().isZero()
        ? 1
        : (double) makespan.toNanos() / lowerBound.atLeast().toNanos();
  }
}
