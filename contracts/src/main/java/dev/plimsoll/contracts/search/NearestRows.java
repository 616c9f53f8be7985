package dev.plimsoll.contracts.search;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/search` of the query-service: what was found, whole.
///
/// @param rows in the order of distance and key, at most as many as were asked for
/// @param searches one of each database
public record NearestRows(List<Found> rows, List<Search> searches) {
  public NearestRows {
    rows = List.copyOf(rows);
    searches = List.copyOf(searches);
  }

  /// @param key values of its key, as PostgreSQL writes them
  /// @param distance absent for a row without a vector: such rows come last; `"NaN"` sorts before
  ///     them
  public record Found(String database, List<String> key, @Nullable Double distance) {
    public Found {
      key = List.copyOf(key);
    }
  }

  /// @param elapsedMs with the wait for sessions
  /// @param asOf when the copy in memory was read; absent for rows as they are
  public record Search(SearchWay way, double elapsedMs, @Nullable Instant asOf) {}
}
