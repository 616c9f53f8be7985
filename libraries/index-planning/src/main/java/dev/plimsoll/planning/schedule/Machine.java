package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildSizer;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.TableWorkerLimit;
import java.util.EnumMap;
import java.util.Map;

/// The machine that builds run on, and what they may use of it.
///
/// @param capacity the load line
/// @param slots builds that each lane holds at once
/// @param serverWorkers `max_parallel_workers`: what the server has for everybody
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

  /// As many workers as the load line has, PostgreSQL's defaults for the rest.
  public static Machine of(Capacity capacity) {
    return new Machine(
        capacity,
        LaneThresholds.DEFAULT,
        topicSlots(),
        capacity.parallelWorkers(),
        DEFAULT_MIN_PARALLEL_SCAN);
  }

  /// As many slots as the lanes' topics have partitions by default.
  public static Map<Lane, Integer> topicSlots() {
    Map<Lane, Integer> slots = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      slots.put(lane, lane.topic().partitions());
    }
    return slots;
  }

  /// The lane of a build, by the largest share of the load line that it takes: of memory, temporary
  /// disk or data disk. Workers do not count: they are few, so a single one would often be half of
  /// them. The ledger limits them.
  public Lane lane(BuildWork work, BuildOption option) {
    double memory = (double) option.memoryBytes() / capacity.memoryBytes();
    double temporary = (double) option.temporaryBytes() / capacity.temporaryBytes();
    double disk = (double) work.indexBytes() / capacity.diskBytes();
    return thresholds.lane(Math.max(memory, Math.max(temporary, disk)));
  }

  public int slots(Lane lane) {
    return slots.getOrDefault(lane, 0);
  }

  /// Whether a build with so many workers needs `parallel_workers` set on its table, since
  /// PostgreSQL would give it fewer by itself.
  public boolean setsTableWorkers(BuildWork work, int workers) {
    return workers > TableWorkerLimit.of(work, minParallelTableScanBytes);
  }

  public BuildSizer sizer(BuildCosts costs) {
    return new BuildSizer(capacity, serverWorkers, minParallelTableScanBytes, costs);
  }
}
