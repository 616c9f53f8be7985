package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.Varints;
import java.util.OptionalLong;

/// The progress of a producer in one of its epochs, in one partition: its next sequence, and the
/// base offsets of its last batches for answers to resends.
final class ProducerEpoch {
  /// Remembered base offsets. As many as Kafka's brokers remember, since its clients have no more
  /// in flight.
  static final int MOST_OFFSETS = 5;

  private final int number;

  /// The youngest first.
  private final long[] baseOffsets = new long[MOST_OFFSETS];
  private int known;
  private long nextSequence;
  private boolean inTable;

  private ProducerEpoch(int number, long nextSequence, boolean inTable) {
    this.number = number;
    this.nextSequence = nextSequence;
    this.inTable = inTable;
  }

  static ProducerEpoch first(int number) {
    return new ProducerEpoch(number, 0, false);
  }

  /// As the `producer` table has it.
  ///
  /// @param recent as [#recent] returns it; may be empty
  static ProducerEpoch ofTable(int number, long nextSequence, byte[] recent) {
    ProducerEpoch epoch = new ProducerEpoch(number, nextSequence, true);
    epoch.readRecent(new Varints.Reader(recent, 0));
    return epoch;
  }

  /// The form of [#write]: the number, the next sequence, then the base offsets.
  static ProducerEpoch read(Varints.Reader from) {
    int number = Math.toIntExact(from.unsigned());
    ProducerEpoch epoch = new ProducerEpoch(number, from.unsigned(), false);
    epoch.readRecent(from);
    return epoch;
  }

  /// The form of [#writeRecent]: the count, the youngest, then the differences to each one before
  /// it.
  private void readRecent(Varints.Reader from) {
    known = from.hasMore() ? Math.toIntExact(Math.min(from.unsigned(), MOST_OFFSETS)) : 0;
    for (int i = 0; i < known; i++) {
      baseOffsets[i] = i == 0 ? from.unsigned() : baseOffsets[i - 1] - from.unsigned();
    }
  }

  void write(Varints.Writer to) {
    to.unsigned(number);
    to.unsigned(nextSequence);
    writeRecent(to);
  }

  private void writeRecent(Varints.Writer to) {
    to.unsigned(known);
    for (int i = 0; i < known; i++) {
      to.unsigned(i == 0 ? baseOffsets[0] : baseOffsets[i - 1] - baseOffsets[i]);
    }
  }

  /// The packed base offsets, for the table.
  byte[] recent() {
    Varints.Writer to = new Varints.Writer(2 * MOST_OFFSETS);
    writeRecent(to);
    return to.bytes();
  }

  void advance(long offset) {
    nextSequence++;
    System.arraycopy(baseOffsets, 0, baseOffsets, 1, MOST_OFFSETS - 1);
    baseOffsets[0] = offset;
    known = Math.min(known + 1, MOST_OFFSETS);
    inTable = false;
  }

  /// The base offset of a sequence, if remembered.
  OptionalLong baseOffset(long sequence) {
    long stepsBack = nextSequence - 1 - sequence;
    return stepsBack >= 0 && stepsBack < known
        ? OptionalLong.of(baseOffsets[(int) stepsBack])
        : OptionalLong.empty();
  }

  int number() {
    return number;
  }

  long nextSequence() {
    return nextSequence;
  }

  boolean inTable() {
    return inTable;
  }
}
