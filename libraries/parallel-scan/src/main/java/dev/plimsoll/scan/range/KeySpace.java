package dev.plimsoll.scan.range;

import java.util.Comparator;

/// Space of a kind of key: its order, and where ranges can be cut.
public interface KeySpace<K> {
  Comparator<? super K> order();

  /// Size of a range in rows, pages or ids, compared only within the space: 0 or more; infinity for
  /// unknown, which is taken first.
  double extent(ScanRange<K> range);

  /// Where to cut a range, best in its middle. May query a database; called without a lock.
  CutPoint<K> cut(ScanRange<K> range);

  sealed interface CutPoint<K> {
    /// The first key of the second part, greater than the first key of the range.
    record At<K>(K key) implements CutPoint<K> {}

    /// No cut, now or later: the rest of a range only shrinks.
    record Nowhere<K>(String reason) implements CutPoint<K> {}
  }
}
