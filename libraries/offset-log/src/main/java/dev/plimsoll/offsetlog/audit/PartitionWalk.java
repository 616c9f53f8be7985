package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.log.LogAudit.PartitionAudit;
import dev.plimsoll.offsetlog.audit.PartitionFacts.Totals;
import dev.plimsoll.offsetlog.audit.SegmentScan.StoredSegment;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The audit of one partition, from the end of an earlier audit or its first segment on. Offsets
/// between the furthest end so far and the next base are a gap, those below that end an overlap.
/// A batch of another partition or of an unknown file covers nothing. A segment whose key is not
/// the end of its batches cannot be found by its offsets: the difference counts likewise.
///
/// At the end, uncovered offsets below the high watermark are a gap. Covered ones above it will
/// be given again and are an overlap.
final class PartitionWalk {
  final PartitionFacts facts;
  private final PartitionName name;
  final Totals from;
  private final long logStart;
  final AuditFindings findings = new AuditFindings();
  final SequenceWalk sequences = new SequenceWalk();
  private long furthest;
  private long batches;
  private long bytes;
  private long records;
  private long youngestMicros;
  private long gaps;
  private long overlaps;
  private int segments;
  private boolean beginsSomewhere;

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

  /// Existing files and producers.
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

  private void compare(StoredSegment segment) {
    if (!segment.readable()) {
      youngestMicros = Math.max(youngestMicros, segment.youngestMicros());
      return;
    }
    long at = segment.baseOffset();
    List<LogBatch> held = segment.batches();
    long bytesHeld = held.stream().mapToLong(LogBatch::byteLength).sum();
    expect(FindingKind.SEGMENT, at, "batches in its segment", held.size(), segment.batchCount());
    expect(FindingKind.SEGMENT, at, "bytes in its segment", bytesHeld, segment.byteCount());
    long youngest = held.stream().mapToLong(LogBatch::youngestMicros).max().orElse(Totals.UNKNOWN);
    boolean exact = youngestMicros != Totals.UNKNOWN;
    youngestMicros = Math.max(youngestMicros, youngest);
    if (exact ? segment.youngestMicros() != youngestMicros : segment.youngestMicros() < youngest) {
      found(
          FindingKind.YOUNGEST,
          at,
          "youngest record so far at " + youngestMicros,
          String.valueOf(segment.youngestMicros()));
    }
    // Goes on from the row, so that a wrong one is one finding.
    youngestMicros = segment.youngestMicros();
  }

  /// Compares the partition's own rows, after its last segment.
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

  /// It begins where retention ended, or at a later segment.
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

  /// Whether it began with the partition's first offset.
  boolean whole() {
    return from.offset() == 0;
  }

  int segments() {
    return segments;
  }

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

  /// The sequences of each producer along a partition.
  static final class SequenceWalk {
    record Writer(int producerRef, int epoch) {}

    /// The last batch of a writer.
    record Last(long sequence, long offset, boolean recent) {}

    private final Map<Writer, Last> lasts = new HashMap<>();

    void take(
        PartitionName partition,
        LogBatch batch,
        long offset,
        boolean recent,
        AuditFindings findings) {
      Last before =
          lasts.put(
              new Writer(batch.producerRef(), batch.epoch()),
              new Last(batch.sequence(), offset, recent));
      if (before != null && batch.sequence() != before.sequence() + 1) {
        findings.add(
            FindingKind.ORDER,
            partition,
            offset,
            "sequence %d of producer %d, epoch %d"
                .formatted(before.sequence() + 1, batch.producerRef(), batch.epoch()),
            "sequence " + batch.sequence());
      }
    }

    Map<Writer, Last> lasts() {
      return lasts;
    }
  }
}
