package dev.plimsoll.postgres.catalog;

import java.util.List;

/// The result of probing a table's rows for a key that is to be unique.
///
/// @param columns of the key, in order
/// @param rows that were looked at
/// @param whole they are all rows of the table
/// @param nullRows of them with NULL in the key
/// @param duplicateRows of them whose key another one of them has as well, one less for each key
/// @param nullColumns of the key, those that hold NULL as an index on them has shown
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
