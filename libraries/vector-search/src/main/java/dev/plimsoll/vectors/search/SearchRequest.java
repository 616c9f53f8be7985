package dev.plimsoll.vectors.search;

import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.contracts.search.RowFilter;
import java.util.List;

/// Search for the nearest rows.
///
/// @param vector in the column's own text form: `[1,2.5]`, `101`, `{1:2}/5`; a `real[]` is written
///     as a vector
/// @param neighbors how many, 1 or more
public record SearchRequest(
    String vector, Distance distance, int neighbors, List<RowFilter> filters) {
  public SearchRequest {
    filters = List.copyOf(filters);
    if (neighbors < 1) {
      throw new IllegalArgumentException("neighbors " + neighbors);
    }
  }

  public SearchRequest(String vector, Distance distance, int neighbors) {
    this(vector, distance, neighbors, List.of());
  }
}
