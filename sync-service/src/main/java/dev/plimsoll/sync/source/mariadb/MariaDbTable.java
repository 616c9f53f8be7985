package dev.plimsoll.sync.source.mariadb;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.sync.column.Column;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A table of MariaDB, ready to be read.
///
/// @param columns all of them, in their order; at least one
/// @param primaryKey its columns in their order; empty where there is none
/// @param readingKey columns to read by in order: the primary key, or those of another unique index
///     over NOT NULL columns; empty where there is none
/// @param readingIndex of that key; empty where there is none
/// @param estimatedRows by the engine's statistics, which may be far off
/// @param dataBytes of rows, by the same; 0 where the engine does not tell
/// @param transactional its engine reads one moment in one statement, whatever is written meanwhile
public record MariaDbTable(
    QualifiedName name,
    List<MariaDbColumn> mapped,
    List<String> primaryKey,
    List<String> readingKey,
    String readingIndex,
    long estimatedRows,
    long dataBytes,
    boolean transactional) {
  static final String PRIMARY = "PRIMARY";

  /// As they are in files and target.
  public List<Column> columns() {
    return mapped.stream().map(MariaDbColumn::column).toList();
  }

  /// The columns of the reading key, in its order.
  List<MariaDbColumn> keyColumns() {
    return readingKey.stream().map(this::column).toList();
  }

  private MariaDbColumn column(String columnName) {
    return mapped.stream()
        .filter(column -> column.column().name().equals(columnName))
        .findFirst()
        .orElseThrow();
  }

  /// A column of the reading key whose values are not compared as they are ordered: then no range
  /// of the key can be asked for.
  public Optional<String> unorderedKeyColumn() {
    return keyColumns().stream()
        .filter(column -> column.form() == KeyForm.NONE)
        .map(column -> column.column().name())
        .findFirst();
  }

  /// Its rows lie in the order of the reading key: another one's would be looked up row by row.
  public boolean isOrderedByKey() {
    return transactional && readingIndex.equals(PRIMARY);
  }

  /// One statement for all rows, in the order in which the engine has them.
  String select() {
    return mapped.stream()
            .map(MariaDbColumn::expression)
            .collect(Collectors.joining(", ", "SELECT ", " FROM "))
        + MariaDbIdentifiers.quote(name);
  }
}
