package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planner.database.Resources;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.SortMemory;

/// Planned build with the values that a claim charges and a strategy needs.
///
/// @param milliCores average usage, in thousandths of a core
/// @param partOf number of the partitioned table's build that its index is attached to; 0 for none
public record SizedBuild(PlannedBuild planned, int milliCores, BuildWork work, int partOf) {
  // A short build writes its WAL in a burst, which a rate over its time would overstate.
  private static final long SHORTEST_MILLIS = 1_000;

  public Resources charge() {
    return new Resources(
        milliCores,
        planned.maintenanceWorkMemBytes(),
        planned.parallelWorkers(),
        planned.temporaryBytes(),
        planned.mostIndexBytes(),
        walBytesPerSecond(planned.walBytes(), planned.predictedMillis()));
  }

  /// Predicted average; 0 or more.
  public static long walBytesPerSecond(long walBytes, long predictedMillis) {
    return walBytes * 1_000 / Math.max(SHORTEST_MILLIS, predictedMillis);
  }

  /// Merge passes of the sort; 0 where it fits in memory.
  public static int passes(BuildWork work, PlannedBuild planned) {
    return planned.temporaryBytes() == 0
        ? 0
        : SortMemory.passes(
            work.key().sortBytes(), planned.parallelWorkers(), planned.maintenanceWorkMemBytes());
  }
}
