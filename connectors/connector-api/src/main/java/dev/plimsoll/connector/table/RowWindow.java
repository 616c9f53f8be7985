package dev.plimsoll.connector.table;

import org.jspecify.annotations.Nullable;

/// The rows of an increment, fixed when it is planned, so that another process that continues it
/// reads the same.
public sealed interface RowWindow {
  /// Where it begins; null for the first row.
  @Nullable String low();

  /// Where it ends; null where no row is in it.
  @Nullable String high();

  /// Rows of an increment: `low < column <= high`, as texts that the source compares by the
  // column's
  /// type.
  ///
  /// @param low null for the first row
  /// @param high null where no row is in it
  record ColumnWindow(String column, @Nullable String low, @Nullable String high)
      implements RowWindow {}

  /// Rows by the transaction that has written them: from `low` to before `high`.
  ///
  /// @param low unsigned 64 bits in decimal digits; null for the first row
  /// @param high the same; null where no row is in it
  record TransactionWindow(@Nullable String low, @Nullable String high) implements RowWindow {}
}
