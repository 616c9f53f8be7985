package dev.plimsoll.connector.column;

/// What becomes of a column's values that readers of Parquet do not agree on: `infinity` and
/// moments outside of the years 1 to 9999 of dates and timestamps, `NaN` of a decimal.
public enum SpecialValues {
  /// As they are: files hold them in a way that not every reader understands. Of dates and
  /// timestamps alone: a decimal has no NaN.
  KEEP,
  /// NULL instead.
  NULL,
  /// The nearest of the years 1 to 9999 instead. Of dates and timestamps alone.
  CLAMP,
  /// The table fails, by key and column.
  REFUSE
}
