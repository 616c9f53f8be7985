package dev.plimsoll.contracts.log;

import java.util.List;

/// `GET /api/v1/audit` of the materializer: the result of reading batches again.
///
/// @param batches with offsets so far, those removed by retention included
/// @param records likewise
/// @param gaps offsets that no batch covers, over all partitions; must be 0
/// @param overlaps offsets that more than one batch covers; must be 0
/// @param pendingBatches accepted, without an offset
/// @param full whether all batches were read, not only those that no audit had read before
/// @param findings in the order of partitions and offsets
public record LogAudit(
    long partitions,
    long batches,
    long records,
    long gaps,
    long overlaps,
    long pendingBatches,
    List<PartitionAudit> details,
    boolean full,
    CountedFindings findings) {

  public boolean clean() {
    return gaps == 0 && overlaps == 0 && findings.count() == 0;
  }

  /// @param nextOffset high watermark
  /// @param batches so far, those removed by retention included
  /// @param records likewise
  /// @param readFrom the offset at which this audit began, after removed and audited ones
  public record PartitionAudit(
      String topic,
      int partition,
      long nextOffset,
      long batches,
      long records,
      long gaps,
      long overlaps,
      long readFrom) {}

  /// @param count must be 0
  /// @param first at most some hundreds
  public record CountedFindings(long count, List<AuditFinding> first) {
    public static final CountedFindings NONE = new CountedFindings(0, List.of());

    public CountedFindings {
      first = List.copyOf(first);
    }
  }

  /// @param kind for example `gap`; the how-to lists them
  /// @param topic empty where it is not about one partition
  /// @param partition likewise 0
  /// @param offset 0 where it has none
  public record AuditFinding(
      String kind, String topic, int partition, long offset, String expected, String found) {}
}
