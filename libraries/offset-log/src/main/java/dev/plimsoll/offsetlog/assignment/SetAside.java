package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.List;

/// Batches that no run could place, taken out of their shard's queue so that the others go on.
///
/// @param code of the error, as [dev.plimsoll.contracts.problem.ErrorCode] writes it
/// @param reason for people, one sentence
/// @param batchCount as the queue counted them
/// @param batches of one partition; empty where they cannot be read
/// @param packed as it was in the queue
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
