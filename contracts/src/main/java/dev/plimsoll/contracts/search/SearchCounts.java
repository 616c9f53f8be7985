package dev.plimsoll.contracts.search;

import dev.plimsoll.contracts.message.OpenEnum;
import java.util.List;

/// `GET /api/v1/search/statistics` of the query-service: searches of a database since the process
/// began.
///
/// @param openSessions that nobody uses just now
/// @param freeSessions that a search could still have, unopened ones included
/// @param memoryBytes of copies in memory
/// @param failed searches that failed, took too long or were left by their client
/// @param methods by the way that was taken; those never taken are left out
public record SearchCounts(
    String database,
    int openSessions,
    int freeSessions,
    long memoryBytes,
    long failed,
    List<ByMethod> methods) {
  public SearchCounts {
    methods = List.copyOf(methods);
  }

  /// @param searches how many
  /// @param workers mean
  /// @param medianMs of the last 1000
  /// @param p99Ms 99 of 100 of the last 1000 took at most this
  public record ByMethod(
      OpenEnum<SearchMethod> method,
      long searches,
      double workers,
      double medianMs,
      double p99Ms) {}
}
