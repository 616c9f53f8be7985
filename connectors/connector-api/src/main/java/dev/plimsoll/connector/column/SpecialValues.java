package dev.plimsoll.connector.column;

/// Rule for values on which Parquet readers disagree: `infinity` and dates or timestamps outside of
/// the years 1 to 9999, and `NaN` of a decimal.
public enum SpecialValues {
  /// Kept as they are, which not every reader understands. Dates and timestamps only: a decimal has
  /// no NaN.
  KEEP,
  NULL,
  /// Moved to the nearest value within the years 1 to 9999. Dates and timestamps only.
  CLAMP,
  /// The extract of the table fails, naming key and column.
  REFUSE
}
