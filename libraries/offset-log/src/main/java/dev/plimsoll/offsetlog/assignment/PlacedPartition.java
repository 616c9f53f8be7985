package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A partition under its lock: where it stood, and what it got since.
final class PlacedPartition {
  /// Batches of one segment at most: what reading a single one may have to unpack.
  static final int MOST_IN_A_SEGMENT = 500;

  private static final long UNKNOWN = -1;

  /// Batches that follow each other in a partition, to be stored as one row.
  ///
  /// @param nextOffset behind its last record
  /// @param youngestMicros of its records and of all before it in its partition
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

  /// By base offset: how many records batches have that may be sent again now.
  private Map<Long, Long> former = Map.of();

  /// @param bytesBefore of all that it ever had
  /// @param youngestMicros of what it has so far; 0 where it has nothing
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

  /// Judges a batch, and appends it when it is accepted and there is room for it.
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

  /// A producer that sends another batch under a sequence that it has used would be told the
  /// offsets of that one.
  private Admission isOther(LogBatch batch, Admission admission) {
    if (admission instanceof Admission.Duplicate(OptionalLong base) && base.isPresent()) {
      long former = recordsAt(base.getAsLong());
      if (former != UNKNOWN && former != batch.recordCount()) {
        return new Admission.Conflicting(batch.recordCount(), former);
      }
    }
    return admission;
  }

  /// Of the batch that begins there.
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

  /// What it had before it was locked.
  ///
  /// @param base of a batch there
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

  /// All that it got; nothing may be appended afterwards.
  List<Segment> segments() {
    if (!filling.isEmpty()) {
      close();
    }
    return segments;
  }

  /// Makes it ready for the next transaction, once this one has committed.
  ///
  /// @return how many more producers its row has than when this was called before
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

  /// Where it stood under the lock.
  long firstOffset() {
    return firstOffset;
  }

  long nextOffset() {
    return nextOffset;
  }

  /// That it got.
  int batches() {
    return batches;
  }

  /// That it got.
  long bytes() {
    return bytes;
  }

  long youngestMicros() {
    return youngestMicros;
  }
}
