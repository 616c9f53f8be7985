package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.planning.sizing.BuildOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A schedule of builds, as a strategy would place them.
///
/// @param placements in the order of their starts
/// @param refused reasons by job id
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
  /// @param sortEnd end of the workers' part
  /// @param end after the plan's start, with waits for shared resources
  /// @param workersLaunched from PostgreSQL's pool
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

  /// Makespan over the lower bound, 1 or more.
  public double ratio() {
    return lowerBound.atLeast().isZero()
        ? 1
        : (double) makespan.toNanos() / lowerBound.atLeast().toNanos();
  }
}
