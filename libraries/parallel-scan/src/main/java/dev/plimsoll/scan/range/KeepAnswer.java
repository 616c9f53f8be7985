package dev.plimsoll.scan.range;

/// The answer to a worker that wants to keep what it has read.
public sealed interface KeepAnswer<K> {
  /// Kept; go on with the rest.
  record GoOn<K>(ScanRange<K> rest) implements KeepAnswer<K> {}

  /// Kept, and that was all of the range.
  record WholeRange<K>() implements KeepAnswer<K> {}

  /// Not kept: the range was cut before the portion's end. Read the rest, which is shorter now,
  /// again.
  record CutShort<K>(ScanRange<K> rest) implements KeepAnswer<K> {}

  /// Not kept: somebody else holds the range by now.
  record Fenced<K>() implements KeepAnswer<K> {}
}
