package dev.plimsoll.scan.range;

import org.jspecify.annotations.Nullable;

/// A half-open range of keys, `from <= key < to`. Where keys have no successor (text, say) and a
/// range has to begin behind one, K is a boundary rather than a key: a key, and whether it is
/// itself included.
///
/// @param from null for the beginning of all keys
/// @param to null for the end of all keys
public record KeyRange<K>(@Nullable K from, @Nullable K to) {
  public static <K> KeyRange<K> everything() {
    return new KeyRange<>(null, null);
  }

  public KeyRange<K> startingAt(@Nullable K newFrom) {
    return new KeyRange<>(newFrom, to);
  }

  public KeyRange<K> endingAt(@Nullable K newTo) {
    return new KeyRange<>(from, newTo);
  }
}
