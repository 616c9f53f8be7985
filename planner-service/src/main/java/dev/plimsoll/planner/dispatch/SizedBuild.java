package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.PlannedBuild.Allocation;
import dev.plimsoll.planner.loadline.Resources;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.SortMemory;
import java.time.Duration;

/// Planned build with the work that a strategy places.
public record SizedBuild(PlannedBuild planned, BuildWork work) {
  // A short build writes its WAL in a burst, which a rate over its time would overstate.
  private static final long SHORTEST_MILLIS = 1_000;

  /// By the columns `planned` and `sizing` of its row.
  public static SizedBuild read(String planned, String sizing) {
    return new SizedBuild(
        Json.read(planned, PlannedBuild.class), Json.read(sizing, BuildWork.class));
  }

  /// What a claim takes of the load line.
  ///
  /// @param sharesCores whether it takes no cores, since its strategy lets builds share them
  public Resources charge(boolean sharesCores) {
    Allocation allocation = planned.allocation();
    return new Resources(
        sharesCores ? 0 : 1_000L * (1 + allocation.parallelWorkers()),
        allocation.maintenanceWorkMemBytes(),
        allocation.parallelWorkers(),
        allocation.temporaryBytes(),
        planned.sizing().mostIndexBytes(),
        walBytesPerSecond(planned.sizing().walBytes(), allocation.predictedMillis()));
  }

  /// Predicted average; 0 or more.
  public static long walBytesPerSecond(long walBytes, long predictedMillis) {
    return walBytes * 1_000 / Math.max(SHORTEST_MILLIS, predictedMillis);
  }

  /// Merge passes of the sort; 0 where it fits in memory.
  public int passes() {
    Allocation allocation = planned.allocation();
    return allocation.temporaryBytes() == 0
        ? 0
        : SortMemory.passes(
            work.key().sortBytes(),
            allocation.parallelWorkers(),
            allocation.maintenanceWorkMemBytes());
  }

  BuildOption option() {
    Allocation allocation = planned.allocation();
    Duration predicted = Duration.ofMillis(allocation.predictedMillis());
    return new BuildOption(
        allocation.parallelWorkers(),
        allocation.maintenanceWorkMemBytes(),
        allocation.temporaryBytes(),
        passes(),
        predicted,
        predicted);
  }
}
