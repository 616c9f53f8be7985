package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.ArrayList;
import java.util.List;

/// A partition under its lock: where it stood, and what it got since.
final class PlacedPartition {
  /// Batches of one segment at most: what reading a single one may have to unpack.
  static final int MOST_IN_A_SEGMENT = 500;

  private final int partId;
  private final PartitionProducers producers;
  private List<Segment> segments = new ArrayList<>(1);
  private List<LogBatch> filling = new ArrayList<>();
  private long firstOffset;
  private long nextOffset;
  private long bytes;
  private long bytesOfFull;
  private long youngestMicros;
  private int batches;

  /// @param youngestMicros of what it has so far; 0 where it has nothing
  PlacedPartition(int partId, long nextOffset, long youngestMicros, PartitionProducers producers) {
    this.partId = partId;
    this.producers = producers;
    this.firstOffset = nextOffset;
    this.nextOffset = nextOffset;
    this.youngestMicros = youngestMicros;
  }

  /// Judges a batch, and appends it when it is accepted.
  ///
  /// @throws ArithmeticException when its offsets would go beyond 2^63
  Admission admit(LogBatch batch) {
    Admission admission =
        producers.admit(batch.producerRef(), batch.epoch(), batch.sequence(), nextOffset);
    if (admission instanceof Admission.Placed) {
      append(batch);
    }
    return admission;
  }

  private void append(LogBatch batch) {
    if (filling.size() == MOST_IN_A_SEGMENT) {
      close();
    }
    filling.add(batch);
    nextOffset = Math.addExact(nextOffset, batch.recordCount());
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
    segments = new ArrayList<>(1);
    filling = new ArrayList<>();
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
