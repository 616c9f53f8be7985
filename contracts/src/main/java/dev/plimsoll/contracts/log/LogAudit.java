package dev.plimsoll.contracts.log;

import java.util.List;

/// `GET /api/v1/audit` of the materializer: what reading every batch again found.
///
/// @param gaps offsets that no batch covers, over all partitions; must be 0
/// @param overlaps offsets that more than one batch covers; must be 0
/// @param pendingBatches accepted, not yet given an offset
public record LogAudit(
    long partitions,
    long batches,
    long records,
    long gaps,
    long overlaps,
    long pendingBatches,
    List<PartitionAudit> details) {

  /// True when every offset of every partition is covered exactly once.
  public boolean clean() {
    return gaps == 0 && overlaps == 0;
  }

  /// @param nextOffset high watermark: the offset the next record gets
  public record PartitionAudit(
      String topic,
      int partition,
      long nextOffset,
      long batches,
      long records,
      long gaps,
      long overlaps) {}
}
