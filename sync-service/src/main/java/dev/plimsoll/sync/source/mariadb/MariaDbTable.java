package dev.plimsoll.sync.source.mariadb;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.sync.column.Column;
import java.util.List;
import java.util.stream.Collectors;

/// A table of MariaDB, ready to be read.
///
/// @param columns all of them, in their order; at least one
/// @param primaryKey its columns in their order; empty where there is none
/// @param readingKey columns to read by in order: the primary key, or those of another unique index
///     over NOT NULL columns; empty where there is none
/// @param estimatedRows by the engine's statistics, which may be far off
/// @param dataBytes of rows, by the same; 0 where the engine does not tell
/// @param transactional its engine reads one moment in one statement, whatever is written meanwhile
public record MariaDbTable(
    QualifiedName name,
    List<MariaDbColumn> mapped,
    List<String> primaryKey,
    List<String> readingKey,
    long estimatedRows,
    long dataBytes,
    boolean transactional) {

  /// As they are in files and target.
  public List<Column> columns() {
    return mapped.stream().map(MariaDbColumn::column).toList();
  }

  /// One statement for all rows, in the order in which the engine has them.
  String select() {
    return mapped.stream()
            .map(MariaDbColumn::expression)
            .collect(Collectors.joining(", ", "SELECT ", " FROM "))
        + MariaDbIdentifiers.quote(name);
  }
}
