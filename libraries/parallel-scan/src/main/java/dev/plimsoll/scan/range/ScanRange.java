package dev.plimsoll.scan.range;

import org.jspecify.annotations.Nullable;

/// A half-open range of keys, `from <= key < to`. Where keys have no successor (text, say) and a
/// range has to begin behind one, K is a boundary rather than a key: a key, and whether it is
/// itself included.
///
/// @param from null for the beginning of all keys
/// @param to null for the end of all keys
public record ScanRange<K>(@Nullable K from, @Nullable K to) {
  public static <K> ScanRange<K> everything() {
    return new ScanRange<>(null, null);
  }

  public ScanRange<K> startingAt(@Nullable K newFrom) {
    return new ScanRange<>(newFrom, to);
  }

  public ScanRange<K> endingAt(@Nullable K newTo) {
    return new ScanRange<>(from, newTo);
  }
}
