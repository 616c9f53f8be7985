package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A partition under its lock: its state, and the batches it got since.
final class PlacedPartition {
  /// Upper bound for what reading a single batch has to unpack.
  static final int MOST_IN_A_SEGMENT = 500;
  private static final long UNKNOWN = -1;

  /// Consecutive batches of a partition, stored as one row.
  ///
  /// @param nextOffset behind its last record
  /// @param youngestMicros of all records of the partition up to here
  record Segment(
      int partId,
      long baseOffset,
      long nextOffset,
      long bytes,
      long youngestMicros,
      List<LogBatch> batches) {}

  private final int partId;
  private final PartitionProducers producers;
  private List<Segment> segments = new ArrayList<>(1);
  private List<LogBatch> filling = new ArrayList<>();
  private long firstOffset;
  private long nextOffset;
  private long bytesBefore;
  private long bytes;
  private long bytesOfFull;
  private long youngestMicros;
  private int batches;

  /// Record counts by base offset, of batches that may be resent now.
  private Map<Long, Long> former = Map.of();

  /// @param bytesBefore of all batches that it ever had
  /// @param youngestMicros of its records so far; 0 without any
  PlacedPartition(
      int partId,
      long nextOffset,
      long bytesBefore,
      long youngestMicros,
      PartitionProducers producers) {
    this.partId = partId;
    this.producers = producers;
    this.firstOffset = nextOffset;
    this.nextOffset = nextOffset;
    this.bytesBefore = bytesBefore;
    this.youngestMicros = youngestMicros;
  }

  /// Judges a batch, and appends it if accepted.
  Admission admit(LogBatch batch) {
    if (!hasRoom(batch)) {
      Admission admission =
          producers.judge(batch.producerRef(), batch.epoch(), batch.sequence(), nextOffset);
      return admission instanceof Admission.Placed ? new Admission.PartitionFull() : admission;
    }
    Admission admission =
        producers.admit(batch.producerRef(), batch.epoch(), batch.sequence(), nextOffset);
    if (admission instanceof Admission.Placed) {
      append(batch);
    }
    return isOther(batch, admission);
  }

  /// Another batch under a used sequence must not be answered with the offsets of the first.
  private Admission isOther(LogBatch batch, Admission admission) {
    if (admission instanceof Admission.Duplicate(OptionalLong base) && base.isPresent()) {
      long former = recordsAt(base.getAsLong());
      if (former != UNKNOWN && former != batch.recordCount()) {
        return new Admission.Conflicting(batch.recordCount(), former);
      }
    }
    return admission;
  }

  private long recordsAt(long base) {
    if (base < firstOffset) {
      return former.getOrDefault(base, UNKNOWN);
    }
    long at = firstOffset;
    for (Segment segment : segments) {
      for (LogBatch batch : segment.batches()) {
        if (at == base) {
          return batch.recordCount();
        }
        at += batch.recordCount();
      }
    }
    for (LogBatch batch : filling) {
      if (at == base) {
        return batch.recordCount();
      }
      at += batch.recordCount();
    }
    return UNKNOWN;
  }

  /// Adds a batch from before the lock.
  void had(long base, long recordCount) {
    if (former.isEmpty()) {
      former = new HashMap<>();
    }
    former.put(base, recordCount);
  }

  private boolean hasRoom(LogBatch batch) {
    return batch.recordCount() <= Long.MAX_VALUE - nextOffset
        && batch.byteLength() <= Long.MAX_VALUE - bytesBefore - bytes;
  }

  private void append(LogBatch batch) {
    if (filling.size() == MOST_IN_A_SEGMENT) {
      close();
    }
    filling.add(batch);
    nextOffset += batch.recordCount();
    bytes += batch.byteLength();
    youngestMicros = Math.max(youngestMicros, batch.youngestMicros());
    batches++;
  }

  private void close() {
    long base = segments.isEmpty() ? firstOffset : segments.getLast().nextOffset();
    segments.add(
        new Segment(partId, base, nextOffset, bytes - bytesOfFull, youngestMicros, filling));
    bytesOfFull = bytes;
    filling = new ArrayList<>();
  }

  /// The segments of all appended batches; ends appending.
  List<Segment> segments() {
    if (!filling.isEmpty()) {
      close();
    }
    return segments;
  }

  /// Makes it ready for the next transaction, after the commit.
  ///
  /// @return how many more producers its row has than at the last call
  int settle() {
    firstOffset = nextOffset;
    bytesBefore += bytes;
    segments = new ArrayList<>(1);
    filling = new ArrayList<>();
    former = Map.of();
    bytes = 0;
    bytesOfFull = 0;
    batches = 0;
    return producers.settle();
  }

  int partId() {
    return partId;
  }

  PartitionProducers producers() {
    return producers;
  }

  /// The next offset when it was locked.
  long firstOffset() {
    return firstOffset;
  }

  long nextOffset() {
    return nextOffset;
  }

  int batches() {
    return batches;
  }

  long bytes() {
    return bytes;
  }

  long youngestMicros() {
    return youngestMicros;
  }
}
