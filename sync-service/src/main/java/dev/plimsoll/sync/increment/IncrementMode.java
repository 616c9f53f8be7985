package dev.plimsoll.sync.increment;

import java.util.Locale;

/// Rule by which an increment finds new rows.
public enum IncrementMode {
  /// By a column whose values grow.
  COLUMN,
  /// By the transaction that has written a row.
  XMIN;

  /// Name in requests and views.
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
