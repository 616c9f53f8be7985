package dev.plimsoll.connector.table;

import org.jspecify.annotations.Nullable;

/// Rows of an increment, fixed when it is planned, so that a process that resumes it reads the
/// same.
public sealed interface RowWindow {
  /// Exclusive beginning (inclusive for transactions); null for the first row.
  @Nullable String low();

  /// End; null where the window has no row.
  @Nullable String high();

  /// Rows with `low < column <= high`, texts that the source compares by the column's type.
  record ColumnWindow(String column, @Nullable String low, @Nullable String high)
      implements RowWindow {}

  /// Rows by the number of the transaction that wrote them, unsigned 64 bits in decimal: from `low`
  /// to before `high`.
  record TransactionWindow(@Nullable String low, @Nullable String high) implements RowWindow {}
}
