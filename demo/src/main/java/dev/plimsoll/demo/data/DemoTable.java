package dev.plimsoll.demo.data;

import dev.plimsoll.contracts.database.QualifiedName;
import java.io.IOException;
import java.util.List;

/// A table of the demo's source database.
///
/// @param name with its schema
/// @param columns with their types as DDL, in order
/// @param primaryKey columns; empty where the source has none
/// @param expectedRows about how many rows it gets, for the order of the work; not a promise
/// @param rows makes them
record DemoTable(
    QualifiedName name,
    List<Column> columns,
    List<String> primaryKey,
    long expectedRows,
    RowMaker rows) {

  /// @param type with its constraints, as in CREATE TABLE
  record Column(String name, String type) {}

  /// Writes every row of a table, each time the same ones.
  interface RowMaker {
    void writeTo(CopyTextWriter copy) throws IOException;
  }

  /// Columns from alternating names and types.
  static List<Column> columns(String... namesAndTypes) {
    Column[] columns = new Column[namesAndTypes.length / 2];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new Column(namesAndTypes[2 * i], namesAndTypes[2 * i + 1]);
    }
    return List.of(columns);
  }
}
