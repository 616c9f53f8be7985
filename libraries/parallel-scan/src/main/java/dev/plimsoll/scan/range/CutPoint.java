package dev.plimsoll.scan.range;

/// The key at which a range can be cut.
public sealed interface CutPoint<K> {
  /// At this key: it is the first of the second part, and lies behind the first key of the first.
  record At<K>(K key) implements CutPoint<K> {}

  /// Nowhere, now or later: what is left of a range only gets smaller.
  record Nowhere<K>(String reason) implements CutPoint<K> {}
}
