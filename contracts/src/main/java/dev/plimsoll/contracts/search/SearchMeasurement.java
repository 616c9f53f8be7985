package dev.plimsoll.contracts.search;

import java.util.List;

/// `POST /api/v1/search/benchmark` of the query-service: ways of one search, each in turn.
///
/// @param ways the first is one statement, exact
public record SearchMeasurement(List<Measured> ways) {
  public SearchMeasurement {
    ways = List.copyOf(ways);
  }

  /// @param way as carried out the last time
  /// @param medianMs of all rounds
  /// @param worstMs of all rounds
  /// @param speedup median of one statement over this one's
  /// @param recall share of the nearest rows that it found; 1 where it is exact
  public record Measured(
      SearchWay way, double medianMs, double worstMs, double speedup, double recall) {}
}
