package dev.plimsoll.vectors.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Maps of limited size that keep what was used last.
public final class LastUsed {
  private LastUsed() {}

  /// An empty one. Thread-safe.
  public static <K, V> Map<K, V> map(int most) {
    return Collections.synchronizedMap(
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        });
  }
}
