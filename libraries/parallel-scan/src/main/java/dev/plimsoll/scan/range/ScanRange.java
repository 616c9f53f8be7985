package dev.plimsoll.scan.range;

import org.jspecify.annotations.Nullable;

/// Half-open range of keys, `from <= key < to`. For keys without a successor, like text, K may be a
/// boundary instead: a key, and whether it is included.
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
