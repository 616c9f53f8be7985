package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.NumberReader;
import dev.plimsoll.offsetlog.packing.NumberWriter;
import java.util.OptionalLong;

/// Base offsets of a producer's last batches in a partition, for answers to resends. As many as
/// Kafka's brokers remember, since its clients have no more in flight.
final class RecentOffsets {
  static final int MOST = 5;

  /// The youngest first.
  private final long[] bases = new long[MOST];
  private int known;

  /// The form of [#write]: the count, the youngest, then the differences to each one before it.
  static RecentOffsets read(NumberReader from) {
    RecentOffsets recent = new RecentOffsets();
    recent.known = from.hasMore() ? Math.toIntExact(Math.min(from.unsigned(), MOST)) : 0;
    for (int i = 0; i < recent.known; i++) {
      recent.bases[i] = i == 0 ? from.unsigned() : recent.bases[i - 1] - from.unsigned();
    }
    return recent;
  }

  void write(NumberWriter to) {
    to.unsigned(known);
    for (int i = 0; i < known; i++) {
      to.unsigned(i == 0 ? bases[0] : bases[i - 1] - bases[i]);
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
}
