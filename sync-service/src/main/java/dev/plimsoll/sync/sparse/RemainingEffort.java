package dev.plimsoll.sync.sparse;

import java.util.Locale;

/// How much is left to do by windows, coarsely.
public enum RemainingEffort {
  /// Nothing has been read yet.
  UNKNOWN,
  /// More than 10 queries.
  HIGH_EFFORT_TERMINATE,
  /// More than 5.
  MEDIUM_EFFORT_OPTIMIZE,
  LOW_EFFORT_CONTINUE;

  /// As logs and the API have it: `high_effort_terminate`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
