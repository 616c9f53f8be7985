package dev.plimsoll.sync.sparse;

import java.util.Locale;

/// What the analyzer advises.
public enum Recommendation {
  /// Stop reading by windows. What is left is deferred to keyset reading, never dropped.
  TERMINATE_EARLY,
  /// Wider windows.
  ADAPTIVE_SCALING,
  NORMAL_PROCESSING;

  /// As logs and the API have it: `terminate_early`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
