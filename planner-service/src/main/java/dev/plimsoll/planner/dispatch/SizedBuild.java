package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planner.database.Resources;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.SortMemory;

/// A planned build with what a claim charges and what a strategy needs to place it anew.
///
/// @param milliCores that it keeps busy on average, in thousandths of a core
/// @param work that the strategies place
/// @param partOf number of the partitioned table's build whose index this one's is attached to; 0
///     for none
public record SizedBuild(PlannedBuild planned, int milliCores, BuildWork work, int partOf) {
  // A build of a moment writes its WAL in a burst, which no rate over a second shows.
  private static final long SHORTEST_MILLIS = 1_000;

  /// What a claim charges.
  public Resources charge() {
    return new Resources(
        milliCores,
        planned.maintenanceWorkMemBytes(),
        planned.parallelWorkers(),
        planned.temporaryBytes(),
        planned.mostIndexBytes(),
        walBytesPerSecond(planned.walBytes(), planned.predictedMillis()));
  }

  /// Predicted, on average; 0 or more.
  public static long walBytesPerSecond(long walBytes, long predictedMillis) {
    return walBytes * 1_000 / Math.max(SHORTEST_MILLIS, predictedMillis);
  }

  /// Merge passes that these figures mean; 0 where the sort fits in memory.
  public static int passes(BuildWork work, PlannedBuild planned) {
    return planned.temporaryBytes() == 0
        ? 0
        : SortMemory.passes(
            work.key().sortBytes(), planned.parallelWorkers(), planned.maintenanceWorkMemBytes());
  }
}
