package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.NumberReader;
import dev.plimsoll.offsetlog.packing.NumberWriter;
import java.util.OptionalLong;

/// Base offsets of the last batches of a producer in a partition, so that a resend gets the answer
/// that the first got. As many as Kafka's brokers remember, because its clients have no more under
/// way.
final class RecentOffsets {
  static final int MOST = 5;

  /// The youngest first.
  private final long[] bases = new long[MOST];

  private int known;

  /// @param packed as [#packed] gave it; empty for none
  RecentOffsets(byte[] packed) {
    NumberReader from = new NumberReader(packed, 0);
    while (from.hasMore() && known < MOST) {
      long number = from.unsigned();
      bases[known] = known == 0 ? number : bases[known - 1] - number;
      known++;
    }
  }

  void add(long base) {
    System.arraycopy(bases, 0, bases, 1, MOST - 1);
    bases[0] = base;
    known = Math.min(known + 1, MOST);
  }

  /// @param stepsBack 0 for the youngest
  OptionalLong base(long stepsBack) {
    return stepsBack < known ? OptionalLong.of(bases[(int) stepsBack]) : OptionalLong.empty();
  }

  /// The youngest, then how much lower each one before it is.
  byte[] packed() {
    NumberWriter to = new NumberWriter(2 * MOST);
    for (int i = 0; i < known; i++) {
      to.unsigned(i == 0 ? bases[0] : bases[i - 1] - bases[i]);
    }
    return to.bytes();
  }
}
