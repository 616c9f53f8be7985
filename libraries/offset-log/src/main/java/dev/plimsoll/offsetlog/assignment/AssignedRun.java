package dev.plimsoll.offsetlog.assignment;

import java.time.Duration;
import java.util.List;

/// The result of one run.
///
/// @param shard that was claimed, or where the search began: the next run begins behind it, so that
///     none starves
/// @param taken batches, from the manifest; 0 when nothing waits or others have the shards where it
///     does
/// @param moved partitions: those that got offsets
/// @param batches that got offsets
/// @param records offsets given
/// @param duplicates batches that had offsets before
/// @param refused those that got none
/// @param setAside what could not be placed, out of the queue now
/// @param packedBytes that were taken from the manifest
/// @param lockWait from the claim until all partitions were read
/// @param rest for whoever ran, before the next run: as long as it took where it took all that
///     waited. Its share of the machine is then for those who append; the next run has more to do,
///     and what a run costs is paid for more. It goes by itself: the longer a run, the longer
///     the rest
public record AssignedRun(
    int shard,
    int taken,
    List<Integer> moved,
    int batches,
    long records,
    int duplicates,
    List<Placement.Refusal> refused,
    List<SetAside> setAside,
    long packedBytes,
    Duration lockWait,
    Duration rest) {
  static AssignedRun nothing(int shard) {
    return new AssignedRun(
        shard, 0, List.of(), 0, 0, 0, List.of(), List.of(), 0, Duration.ZERO, Duration.ZERO);
  }

  AssignedRun resting(Duration time) {
    return new AssignedRun(
        shard,
        taken,
        moved,
        batches,
        records,
        duplicates,
        refused,
        setAside,
        packedBytes,
        lockWait,
        time);
  }

  /// How many got offsets.
  public int partitions() {
    return moved.size();
  }

  /// Nothing was to be done.
  public boolean idle() {
    return taken == 0;
  }
}
