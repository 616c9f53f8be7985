package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.contracts.plan.PlannedBuild.Allocation;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildSizer;
import dev.plimsoll.planning.sizing.BuildWork;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// A machine for builds, and its limits for them.
///
/// @param slots concurrent builds of each lane
/// @param serverWorkers `max_parallel_workers`, for all sessions
/// @param minParallelTableScanBytes `min_parallel_table_scan_size`
public record Machine(
    Capacity capacity,
    LaneThresholds thresholds,
    Map<Lane, Integer> slots,
    int serverWorkers,
    long minParallelTableScanBytes) {
  private static final long DEFAULT_MIN_PARALLEL_SCAN = 8L << 20;

  public Machine {
    slots = Map.copyOf(slots);
  }

  /// With the load line's workers and PostgreSQL's defaults.
  public static Machine of(Capacity capacity) {
    return new Machine(
        capacity,
        LaneThresholds.DEFAULT,
        topicSlots(),
        capacity.parallelWorkers(),
        DEFAULT_MIN_PARALLEL_SCAN);
  }

  /// Slots by the default partitions of the lanes' topics.
  public static Map<Lane, Integer> topicSlots() {
    Map<Lane, Integer> slots = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      slots.put(lane, lane.topic().partitions());
    }
    return slots;
  }

  /// The lane of a build, by its largest share of the load line's memory, temporary disk or data
  /// disk. Workers do not count: they are few, so one would often be half of them.
  public Lane lane(BuildWork work, BuildOption option) {
    double memory = (double) option.memoryBytes() / capacity.memoryBytes();
    double temporary = (double) option.temporaryBytes() / capacity.temporaryBytes();
    double disk = (double) work.indexBytes() / capacity.diskBytes();
    return thresholds.lane(Math.max(memory, Math.max(temporary, disk)));
  }

  public int slots(Lane lane) {
    return slots.getOrDefault(lane, 0);
  }

  /// Allocation by a chosen option. `parallel_workers` is set on a table to which PostgreSQL would
  /// give fewer.
  ///
  /// @param elapsed of the CREATE INDEX
  public Allocation allocation(Lane lane, BuildWork work, BuildOption option, Duration elapsed) {
    return new Allocation(
        lane,
        option.memoryBytes(),
        option.workers(),
        option.workers() > work.grantedWorkers(minParallelTableScanBytes),
        option.temporaryBytes(),
        elapsed.toMillis());
  }

  public BuildSizer sizer(BuildCosts costs) {
    return new BuildSizer(capacity, serverWorkers, minParallelTableScanBytes, costs);
  }
}
