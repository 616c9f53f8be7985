package dev.plimsoll.benchmarks.advise.scale;

import dev.plimsoll.contracts.database.DatabaseAddress;

/// What a process that advises is told.
///
/// @param credentials folder of the address's password file
/// @param workload as a workload's file
public record AdvisorOrder(DatabaseAddress address, String credentials, String workload) {
  /// What it answers.
  ///
  /// @param seconds from an open connection to the advice, in a cold JVM
  /// @param explainSeconds of preparing and explaining each statement once, one after the other
  /// @param parseSeconds of parsing each statement once
  /// @param peakBytes of resident memory, heap and solver and parser together; NaN where unknown
  public record Report(
      double seconds,
      double explainSeconds,
      double parseSeconds,
      double peakBytes,
      String basis,
      int recommendations,
      int unread,
      double ratio,
      double gap) {}
}
