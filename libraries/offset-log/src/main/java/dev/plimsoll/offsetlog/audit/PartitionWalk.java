package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.log.LogAudit.PartitionAudit;
import dev.plimsoll.offsetlog.audit.PartitionFacts.Totals;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.Set;

/// Along one partition, from where an earlier audit has come to, or from its first segment, to
/// its last. What lies between the furthest end so far and the next base is a gap, what lies
/// below that end an overlap. A batch of another partition, or of a file that the log does not
/// have, covers nothing. A segment whose key is not the end of its batches would not be found by
/// its offsets: the difference counts likewise.
///
/// The high watermark closes the partition: offsets below it that nothing covers are a gap,
/// offsets above it that something covers will be given again and are an overlap.
final class PartitionWalk {
  private final PartitionFacts facts;
  private final PartitionName name;
  private final Totals from;
  private final long logStart;
  private final AuditFindings findings = new AuditFindings();
  private final SequenceWalk sequences = new SequenceWalk();
  private long furthest;
  private long batches;
  private long bytes;
  private long records;
  private long youngestMicros;
  private long gaps;
  private long overlaps;
  private int segments;
  private boolean beginsSomewhere;

  /// @param from where it begins
  PartitionWalk(PartitionFacts facts, Totals from) {
    this.facts = facts;
    this.name = facts.name();
    this.from = from;
    this.logStart = facts.logStart().orElse(0);
    this.furthest = from.offset();
    this.batches = from.batches();
    this.bytes = from.bytes();
    this.records = from.offset();
    this.youngestMicros = from.youngestMicros();
  }

  /// Files and producers of some batches that the log has.
  record Known(Set<Long> files, Set<Integer> producers) {}

  void take(StoredSegment segment, Known known) {
    segments++;
    beginsSomewhere |= segment.baseOffset() == logStart;
    if (!segment.readable()) {
      found(FindingKind.UNREADABLE, segment.baseOffset(), "packed batches", "something else");
    }
    long base = segment.baseOffset();
    for (LogBatch batch : segment.batches()) {
      long end = base + batch.recordCount();
      if (covers(segment, batch, base, known)) {
        gap(furthest, base);
        overlap(base, Math.min(end, furthest));
        furthest = Math.max(furthest, end);
        batches++;
        records += batch.recordCount();
        bytes += batch.byteLength();
        sequences.take(name, batch, base, segment.recent(), findings);
      }
      base = end;
    }
    gap(base, segment.lastOffset() + 1);
    overlap(segment.lastOffset() + 1, base);
    compare(segment);
  }

  private boolean covers(StoredSegment segment, LogBatch batch, long base, Known known) {
    if (batch.partId() != segment.partId()) {
      found(
          FindingKind.FOREIGN_BATCH,
          base,
          "a batch of partition id " + segment.partId(),
          "one of " + batch.partId());
      return false;
    }
    if (!known.producers().contains(batch.producerRef())) {
      found(
          FindingKind.PRODUCER_MISSING,
          base,
          "producer " + batch.producerRef(),
          "no such producer");
    }
    if (!known.files().contains(batch.fileId())) {
      found(FindingKind.FILE_MISSING, base, "file " + batch.fileId(), "no such file");
      return false;
    }
    return batch.recordCount() > 0;
  }

  /// What a segment's row says of its batches.
  private void compare(StoredSegment segment) {
    if (!segment.readable()) {
      youngestMicros = Math.max(youngestMicros, segment.youngestMicros());
      return;
    }
    expect(
        FindingKind.SEGMENT,
        segment.baseOffset(),
        "batches in its segment",
        segment.batches().size(),
        segment.batchCount());
    expect(
        FindingKind.SEGMENT,
        segment.baseOffset(),
        "bytes in its segment",
        segment.batches().stream().mapToLong(LogBatch::byteLength).sum(),
        segment.byteCount());
    long youngest =
        segment.batches().stream().mapToLong(LogBatch::youngestMicros).max().orElse(Totals.UNKNOWN);
    boolean exact = youngestMicros != Totals.UNKNOWN;
    youngestMicros = Math.max(youngestMicros, youngest);
    if (exact ? segment.youngestMicros() != youngestMicros : segment.youngestMicros() < youngest) {
      found(
          FindingKind.YOUNGEST,
          segment.baseOffset(),
          "youngest record so far at " + youngestMicros,
          String.valueOf(segment.youngestMicros()));
    }
    // Goes on from what the row says: one that is wrong is one finding.
    youngestMicros = segment.youngestMicros();
  }

  /// All of its segments were read: it is held against what the log says of it.
  void close() {
    gap(furthest, facts.nextOffset());
    overlap(facts.nextOffset(), furthest);
    long at = facts.nextOffset();
    if (!facts.hasState()) {
      found(FindingKind.TOTALS, 0, "a row of partition_state", "none");
    }
    logStart();
    if (facts.published().isEmpty()) {
      found(FindingKind.ROW_MISSING, 0, "a row of publication", "none");
    }
    expect(FindingKind.TOTALS, at, "batches so far", batches, facts.given().batches());
    expect(FindingKind.TOTALS, at, "bytes so far", bytes, facts.given().bytes());
    if (youngestMicros != Totals.UNKNOWN) {
      expect(
          FindingKind.YOUNGEST,
          at,
          "as the youngest record so far",
          youngestMicros,
          facts.given().youngestMicros());
    }
    long published = facts.published().orElse(0);
    if (published > at) {
      found(
          FindingKind.PUBLICATION,
          at,
          "published up to %d at most".formatted(at),
          "published up to " + published);
    }
  }

  /// It begins where retention has come to, or at a segment that retention comes to next.
  private void logStart() {
    if (facts.logStart().isEmpty()) {
      found(FindingKind.ROW_MISSING, 0, "a row of partition_start", "none");
    } else if (logStart < facts.removed().offset() || logStart > facts.nextOffset()) {
      found(
          FindingKind.LOG_START,
          logStart,
          "the log to begin from %d to %d".formatted(facts.removed().offset(), facts.nextOffset()),
          "at " + logStart);
    } else if (logStart > from.offset() && logStart < furthest && !beginsSomewhere) {
      found(FindingKind.LOG_START, logStart, "the log to begin with a segment", "at " + logStart);
    }
  }

  private void gap(long begin, long end) {
    if (end > begin) {
      gaps += end - begin;
      found(
          FindingKind.GAP,
          begin,
          "offset %d covered".formatted(begin),
          "%d offsets that nothing covers".formatted(end - begin));
    }
  }

  private void overlap(long begin, long end) {
    if (end > begin) {
      overlaps += end - begin;
      found(
          FindingKind.OVERLAP,
          begin,
          "offset %d covered once".formatted(begin),
          "%d offsets that are covered twice, or given again".formatted(end - begin));
    }
  }

  private void found(FindingKind kind, long offset, String expected, String found) {
    findings.add(kind, name, offset, expected, found);
  }

  private void expect(FindingKind kind, long offset, String what, long expected, long found) {
    if (expected != found) {
      found(kind, offset, expected + " " + what, String.valueOf(found));
    }
  }

  PartitionFacts facts() {
    return facts;
  }

  /// Where it began.
  Totals from() {
    return from;
  }

  /// Whether it began where the partition did.
  boolean whole() {
    return from.offset() == 0;
  }

  SequenceWalk sequences() {
    return sequences;
  }

  /// Segments that it was given.
  int segments() {
    return segments;
  }

  /// What is wrong with the partition.
  AuditFindings findings() {
    return findings;
  }

  /// How far it has come.
  Totals audited() {
    return new Totals(furthest, batches, bytes, youngestMicros);
  }

  PartitionAudit result() {
    return new PartitionAudit(
        name.topic(),
        name.number(),
        facts.nextOffset(),
        batches,
        records,
        gaps,
        overlaps,
        from.offset());
  }
}
