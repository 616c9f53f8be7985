package dev.plimsoll.scan.range;

import java.util.Comparator;

/// The space of a kind of key, as the board needs it.
public interface KeySpace<K> {
  /// The order of the keys.
  Comparator<? super K> order();

  /// How much there is in a range: rows, pages, ids; only compared with other ranges' of the same
  /// space. 0 or more; infinity for "unknown, try it first".
  double extent(ScanRange<K> range);

  /// Where to part a range, best in its middle. May ask a database; is called under no lock.
  CutPoint<K> cut(ScanRange<K> range);

  /// The key at which a range can be cut.
  sealed interface CutPoint<K> {
    /// At this key: it is the first of the second part, and lies behind the first key of the first.
    record At<K>(K key) implements CutPoint<K> {}

    /// Nowhere, now or later: what is left of a range only gets smaller.
    record Nowhere<K>(String reason) implements CutPoint<K> {}
  }
}
