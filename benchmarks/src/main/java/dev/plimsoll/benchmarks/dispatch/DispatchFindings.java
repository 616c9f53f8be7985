package dev.plimsoll.benchmarks.dispatch;

import java.util.List;

/// What was measured. Rates are medians of the rounds.
///
/// @param served through the planner's API, by number of claimants
record DispatchFindings(
    List<Claims> claims,
    List<Graph> graphs,
    HeldSnapshot heldSnapshot,
    List<ApiTrial.Served> served,
    int claimedTwice) {
  /// @param way `class queue` or `sorting`
  record Claims(
      String way,
      int ready,
      int claimants,
      double callsPerSecond,
      double jobsPerSecond,
      double p99Millis) {}

  record Graph(int jobs, int waits, int claimants, double acceptSeconds, double jobsPerSecond) {}

  /// While another session holds a snapshot, so that no dead row can be cleaned away.
  ///
  /// @param bySecond jobs claimed in each second
  record HeldSnapshot(int seconds, List<Long> bySecond, double lastOfFirst) {}
}
