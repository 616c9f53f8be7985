package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.NumberReader;
import dev.plimsoll.offsetlog.packing.NumberWriter;

/// The progress of a producer in one of its epochs, in one partition.
final class ProducerEpoch {
  private final int number;
  private final RecentOffsets recent;
  private long nextSequence;
  private boolean inTable;

  /// @param inTable whether the `producer` table has the same state
  ProducerEpoch(int number, long nextSequence, RecentOffsets recent, boolean inTable) {
    this.number = number;
    this.nextSequence = nextSequence;
    this.recent = recent;
    this.inTable = inTable;
  }

  static ProducerEpoch first(int number) {
    return new ProducerEpoch(number, 0, new RecentOffsets(), false);
  }

  static ProducerEpoch read(NumberReader from) {
    int number = Math.toIntExact(from.unsigned());
    long nextSequence = from.unsigned();
    return new ProducerEpoch(number, nextSequence, RecentOffsets.read(from), false);
  }

  void write(NumberWriter to) {
    to.unsigned(number);
    to.unsigned(nextSequence);
    recent.write(to);
  }

  void advance(long offset) {
    nextSequence++;
    recent.add(offset);
    inTable = false;
  }

  int number() {
    return number;
  }

  long nextSequence() {
    return nextSequence;
  }

  RecentOffsets recent() {
    return recent;
  }

  boolean inTable() {
    return inTable;
  }
}
