package dev.plimsoll.postgres.catalog;

import java.util.List;

/// Result of checking a table's rows for a key that must become unique.
///
/// @param rows that were read
/// @param whole whether that was the whole table
/// @param nullRows of them, with NULL in the key
/// @param duplicateRows of them, beyond the first of each key
/// @param nullColumns key columns that contain NULL according to an index
public record KeyProbe(
    List<String> columns,
    long rows,
    boolean whole,
    long nullRows,
    long duplicateRows,
    List<String> nullColumns) {
  public KeyProbe {
    columns = List.copyOf(columns);
    nullColumns = List.copyOf(nullColumns);
  }
}
