package dev.plimsoll.connector.table;

import dev.plimsoll.connector.column.Column;
import java.util.List;

/// The structure of a table that is read: its columns and keys.
///
/// @param only read with `ONLY`: an ordinary table, without inheriting ones
/// @param columns that are read, at least one
/// @param primaryKey its columns; empty for none
/// @param readingKey columns to read by in order: the primary key, or another unique index over
///     NOT NULL columns; empty for no order
public record TableStructure(
    boolean only, List<Column> columns, List<String> primaryKey, List<String> readingKey) {

  /// A structure that is read in no order.
  public static TableStructure unordered(boolean only, List<Column> columns) {
    return new TableStructure(only, columns, List.of(), List.of());
  }

  public List<Column> keyColumns() {
    return Column.named(readingKey, columns);
  }

  public TableStructure readBy(List<String> key) {
    return new TableStructure(only, columns, primaryKey, key);
  }

  public TableStructure narrowed(List<Column> some) {
    return new TableStructure(only, some, primaryKey, readingKey);
  }
}
