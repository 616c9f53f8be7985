package dev.plimsoll.demo.data;

import dev.plimsoll.contracts.database.QualifiedName;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

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

  /// Columns as in CREATE TABLE, each a name and its type.
  static List<Column> columns(String... definitions) {
    return Stream.of(definitions)
        .map(definition -> definition.split(" ", 2))
        .map(parts -> new Column(parts[0], parts[1]))
        .toList();
  }
}
