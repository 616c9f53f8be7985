package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.log.LogAudit.AuditFinding;
import dev.plimsoll.contracts.log.LogAudit.CountedFindings;
import dev.plimsoll.offsetlog.identity.PartitionName;
import java.util.ArrayList;
import java.util.List;

/// The findings of an audit: all are counted, the first 500 kept.
final class AuditFindings {
  private static final int MOST_KEPT = 500;

  private final List<AuditFinding> kept = new ArrayList<>();
  private long count;

  void add(FindingKind kind, PartitionName partition, long offset, String expected, String found) {
    add(
        new AuditFinding(
            kind.value(), partition.topic(), partition.number(), offset, expected, found));
  }

  /// A finding of no single partition.
  void add(FindingKind kind, String expected, String found) {
    add(new AuditFinding(kind.value(), "", 0, 0, expected, found));
  }

  private void add(AuditFinding finding) {
    count++;
    if (kept.size() < MOST_KEPT) {
      kept.add(finding);
    }
  }

  void addAll(AuditFindings others) {
    others.kept.stream().limit(MOST_KEPT - kept.size()).forEach(kept::add);
    count += others.count;
  }

  boolean isEmpty() {
    return count == 0;
  }

  CountedFindings counted() {
    return new CountedFindings(count, kept);
  }
}
