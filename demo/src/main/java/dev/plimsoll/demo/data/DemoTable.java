package dev.plimsoll.demo.data;

import dev.plimsoll.contracts.database.QualifiedName;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/// Table of the demo's source database.
///
/// @param primaryKey columns; empty where the source has none
/// @param expectedRows estimate, for the order of the work
record DemoTable(
    QualifiedName name,
    List<Column> columns,
    List<String> primaryKey,
    long expectedRows,
    RowMaker rows) {

  /// @param type with its constraints, as in CREATE TABLE
  record Column(String name, String type) {}

  /// Writer of all rows of a table, the same each time.
  interface RowMaker {
    void writeTo(CopyTextWriter copy) throws IOException;
  }

  /// Columns as in CREATE TABLE, each a name and its type.
  static List<Column> columns(String... definitions) {
    return Stream.of(definitions)
        .map(definition -> definition.split(" ", 2))
        .map(parts -> new Column(parts[0], parts[1]))
        .toList();
  }
}
