package dev.plimsoll.contracts.log;

import java.util.List;

/// `GET /api/v1/audit` of the materializer: what reading batches again found.
///
/// @param batches that were given offsets so far, also those that retention has removed
/// @param records that were given offsets so far, likewise
/// @param gaps offsets that no batch covers, over all partitions; must be 0
/// @param overlaps offsets that more than one batch covers; must be 0
/// @param pendingBatches accepted, not yet given an offset
/// @param full whether everything that is there was read; else only what no audit had read before
/// @param findingCount what is wrong; must be 0
/// @param findings the first hundreds of them, in the order of partitions and offsets
public record LogAudit(
    long partitions,
    long batches,
    long records,
    long gaps,
    long overlaps,
    long pendingBatches,
    List<PartitionAudit> details,
    boolean full,
    long findingCount,
    List<AuditFinding> findings) {

  public LogAudit {
    findings = List.copyOf(findings);
  }

  /// True when every offset that was read is covered exactly once and nothing else is wrong.
  public boolean clean() {
    return gaps == 0 && overlaps == 0 && findingCount == 0;
  }

  /// @param nextOffset high watermark: the offset the next record gets
  /// @param batches of it so far, also those that retention has removed
  /// @param records of it so far, likewise
  /// @param readFrom the offset at which this audit began; what lies below was removed, or was
  ///     found right by an earlier one
  public record PartitionAudit(
      String topic,
      int partition,
      long nextOffset,
      long batches,
      long records,
      long gaps,
      long overlaps,
      long readFrom) {}

  /// One thing that is wrong.
  ///
  /// @param kind for example `gap`; the how-to lists them
  /// @param topic empty where it is not one partition's
  /// @param partition 0 where it is not one partition's
  /// @param offset where it was seen; 0 where it has no place
  /// @param expected what should be there
  /// @param found what is there
  public record AuditFinding(
      String kind, String topic, int partition, long offset, String expected, String found) {}
}
