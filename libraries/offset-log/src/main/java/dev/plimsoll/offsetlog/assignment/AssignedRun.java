package dev.plimsoll.offsetlog.assignment;

import java.time.Duration;
import java.util.List;

/// The result of one run.
///
/// @param shard that was claimed, or where the search began: the next run begins behind it, so
///     that none starves
/// @param taken batches, from the manifest; 0 when nothing waits or others have the shards where
///     it does
/// @param packedBytes that were taken from the manifest
/// @param outcome of the batches
/// @param setAside what could not be placed, out of the queue now
/// @param lockWait from the claim until all partitions were read
/// @param rest before the next run of whoever ran: as long as it took where it took all that
///     waited. Its share of the machine is then for those who append; the next run has more to
///     do, and what a run costs is paid for more. The longer a run, the longer the rest
public record AssignedRun(
    int shard,
    int taken,
    long packedBytes,
    Placement.Outcome outcome,
    List<SetAside> setAside,
    Duration lockWait,
    Duration rest) {
  static AssignedRun nothing(int shard) {
    return new AssignedRun(
        shard, 0, 0, Placement.Outcome.NOTHING, List.of(), Duration.ZERO, Duration.ZERO);
  }

  AssignedRun resting(Duration time) {
    return new AssignedRun(shard, taken, packedBytes, outcome, setAside, lockWait, time);
  }

  /// Nothing was to be done.
  public boolean idle() {
    return taken == 0;
  }
}
