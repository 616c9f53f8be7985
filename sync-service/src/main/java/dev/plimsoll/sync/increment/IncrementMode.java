package dev.plimsoll.sync.increment;

import java.util.Locale;

/// How what is new in a table is told from what is not.
public enum IncrementMode {
  /// By a column whose values grow.
  COLUMN,
  /// By the transaction that has written a row.
  XMIN;

  /// The name that requests and views have for it.
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
