package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.planning.sizing.BuildCosts;
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
/// @param diskBytesPerSecond that all builds share; 0 where the disk is not the limit
public record Machine(
    Capacity capacity,
    LaneThresholds thresholds,
    Map<Lane, Integer> slots,
    int serverWorkers,
    long minParallelTableScanBytes,
    long diskBytesPerSecond) {
  private static final long DEFAULT_MIN_PARALLEL_SCAN = 8L << 20;

  public Machine {
    slots = Map.copyOf(slots);
    if (diskBytesPerSecond < 0) {
      throw new IllegalArgumentException("diskBytesPerSecond must be 0 or more");
    }
  }

  /// As many workers as the load line has, PostgreSQL's defaults for the rest, a disk that is not
  /// the limit.
  public static Machine of(Capacity capacity) {
    return new Machine(
        capacity,
        LaneThresholds.DEFAULT,
        topicSlots(),
        capacity.parallelWorkers(),
        DEFAULT_MIN_PARALLEL_SCAN,
        0);
  }

  /// As many slots as the lanes' topics have partitions by default.
  public static Map<Lane, Integer> topicSlots() {
    Map<Lane, Integer> slots = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      slots.put(lane, lane.topic().partitions());
    }
    return slots;
  }

  public Machine withDisk(long bytesPerSecond) {
    return new Machine(
        capacity, thresholds, slots, serverWorkers, minParallelTableScanBytes, bytesPerSecond);
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
