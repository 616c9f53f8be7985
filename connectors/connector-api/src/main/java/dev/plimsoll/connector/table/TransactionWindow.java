package dev.plimsoll.connector.table;

import org.jspecify.annotations.Nullable;

/// Rows by the transaction that has written them: from `low` to before `high`.
///
/// @param low unsigned 64 bits in decimal digits; null for the first row
/// @param high the same; null where no row is in it
public record TransactionWindow(@Nullable String low, @Nullable String high) implements RowWindow {}
