package dev.plimsoll.connector.source;

import dev.plimsoll.connector.table.SpecialValuesRules;
import dev.plimsoll.connector.table.UnmappedTypes;
import org.jspecify.annotations.Nullable;

/// How the columns of a table are carried, where a request says so.
///
/// @param unmapped what becomes of columns whose types have no mapping
/// @param special what becomes of values that readers of Parquet do not agree on
/// @param untouched a column beside the keys whose values stay as they are; null for none
public record ColumnRules(
    UnmappedTypes unmapped, SpecialValuesRules special, @Nullable String untouched) {}
