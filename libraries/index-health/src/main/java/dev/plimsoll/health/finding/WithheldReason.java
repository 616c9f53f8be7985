package dev.plimsoll.health.finding;

/// Reason for not saying what may be so: unknown means no.
public enum WithheldReason {
  /// Use was observed for less than the asked window, or the index is younger.
  WINDOW_TOO_SHORT,
  /// A standby could not be asked, or was not named.
  STANDBY_UNKNOWN,
  /// The role lacks a right, which is named.
  RIGHT_MISSING,
  /// A lock is held or waited for.
  LOCKED,
  /// A build or a removal is at work on it.
  IN_PROGRESS,
  /// The size cannot be predicted, or not closely enough.
  SIZE_UNCERTAIN,
  /// Without it a foreign key would lack its index.
  SUPPORTS_FOREIGN_KEY,
  /// The time of the check was over.
  TIME_UP,
  /// More findings of a kind than asked for.
  TOO_MANY,
  /// A query failed.
  FAILED
}
