package dev.plimsoll.connector.table;

import org.jspecify.annotations.Nullable;

/// The rows of an increment, fixed when it is planned, so that another process that continues it
/// reads the same.
public sealed interface RowWindow permits ColumnWindow, TransactionWindow {
  /// Where it begins; null for the first row.
  @Nullable String low();

  /// Where it ends; null where no row is in it.
  @Nullable String high();
}
