package dev.plimsoll.connector.table;

import org.jspecify.annotations.Nullable;

/// Rows of an increment: `low < column <= high`, as texts that the source compares by the column's
/// type.
///
/// @param low null for the first row
/// @param high null where no row is in it
public record ColumnWindow(String column, @Nullable String low, @Nullable String high)
    implements RowWindow {}
