package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.LogBatch;
import java.time.Duration;
import java.util.List;

/// The result of one run.
///
/// @param shard that was claimed, or where the search began: the next run begins behind it, so
///     that none starves
/// @param taken batches from the manifest; 0 when nothing waits in a free shard
/// @param packedBytes taken from the manifest
/// @param setAside batches that could not be placed, no longer in the queue
/// @param lockWait from the claim until all partitions were read
/// @param rest pause before the worker's next run: as long as a run that took all that waited.
///     Appends get the machine meanwhile, and larger runs cost less a batch
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

  public boolean idle() {
    return taken == 0;
  }

  /// Batches that no run could place, taken out of their shard's queue so that the others go on.
  ///
  /// @param code of the error, as [dev.plimsoll.contracts.problem.ErrorCode] writes it
  /// @param reason one sentence, for people
  /// @param batchCount as the queue counted them
  /// @param batches of one partition; empty if unreadable
  /// @param packed as in the queue
  public record SetAside(
      String code, String reason, int batchCount, List<LogBatch> batches, byte[] packed) {
    @Override
    public String toString() {
      return batches.isEmpty()
          ? "%d batches that cannot be read".formatted(batchCount)
          : "part_id=%d producer_ref=%d epoch=%d sequence=%d file_id=%d batches=%d"
              .formatted(
                  batches.getFirst().partId(),
                  batches.getFirst().producerRef(),
                  batches.getFirst().epoch(),
                  batches.getFirst().sequence(),
                  batches.getFirst().fileId(),
                  batchCount);
    }
  }
}
