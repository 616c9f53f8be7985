package dev.plimsoll.connector.source;

import dev.plimsoll.connector.table.SpecialValuesRules;
import dev.plimsoll.connector.table.UnmappedTypes;
import org.jspecify.annotations.Nullable;

/// Rules of a request for the columns of a table.
///
/// @param untouched a column, besides the keys, whose values must not change; null for none
public record ColumnRules(
    UnmappedTypes unmapped, SpecialValuesRules special, @Nullable String untouched) {}
