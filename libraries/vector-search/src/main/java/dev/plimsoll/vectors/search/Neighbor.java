package dev.plimsoll.vectors.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row that was found.
///
/// @param key values of its key, as PostgreSQL writes them
/// @param distance null for a row without a vector: such rows come last
public record Neighbor(List<String> key, @Nullable Double distance) {
  public Neighbor {
    key = List.copyOf(key);
  }

  /// Order of PostgreSQL's `float8`: NaN above all numbers, NULL last. -0 is 0 there, so distances
  /// are none.
  public static int byDistance(Neighbor one, Neighbor other) {
    @Nullable Double first = one.distance;
    @Nullable Double second = other.distance;
    if (first == null || second == null) {
      return Boolean.compare(first == null, second == null);
    }
    return Double.compare(first, second);
  }
}
