package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Table of MariaDB, ready to be read.
///
/// @param source the same for every kind of source; the engine's estimates may be far off
/// @param mapped its columns
/// @param readingIndex an index that begins with the reading key's first column; empty for none
/// @param dataBytes of rows, by the engine's statistics; 0 where unknown
/// @param transactional whether the engine gives each statement a snapshot
/// @param window of the rows that are read; null for every row
/// @param limit of a row's size
public record MariaDbTable(
    SourceTable source,
    List<MariaDbColumn> mapped,
    String readingIndex,
    long dataBytes,
    boolean transactional,
    @Nullable ColumnWindow window,
    RowLimit limit) {
  static final String PRIMARY = "PRIMARY";

  private static final int BYTES_PER_CHARACTER = 4;
  // A decimal of 65 digits, as text.
  private static final int LARGEST_NUMBER = 70;

  /// Some of the columns and rows, read in the order of another key.
  ///
  /// @param index that begins with that key's first column; empty for none
  MariaDbTable within(ColumnWindow rows, List<MariaDbColumn> some, List<String> key, String index) {
    List<Column> columns = some.stream().map(MariaDbColumn::column).toList();
    SourceTable narrowed = source.narrowed(columns, source.estimatedRows()).readBy(key);
    return new MariaDbTable(narrowed, some, index, dataBytes, transactional, rows, limit);
  }

  MariaDbTable within(RowLimit most) {
    return new MariaDbTable(source, mapped, readingIndex, dataBytes, transactional, window, most);
  }

  public QualifiedName name() {
    return source.name();
  }

  public List<Column> columns() {
    return source.columns();
  }

  public List<String> readingKey() {
    return source.readingKey();
  }

  /// Columns of unbounded size, where rows may exceed the limit; else none.
  List<MariaDbColumn> measured() {
    return widestRow() <= limit.bytes()
        ? List.of()
        : mapped.stream().filter(column -> isUnbounded(column.column().type())).toList();
  }

  private static boolean isUnbounded(PgType type) {
    return type == PgType.TEXT || type == PgType.JSON || type == PgType.BYTEA;
  }

  List<MariaDbColumn> keyColumns() {
    return readingKey().stream().map(this::column).toList();
  }

  MariaDbColumn column(String columnName) {
    return mapped.stream()
        .filter(column -> column.column().name().equals(columnName))
        .findFirst()
        .orElseThrow();
  }

  /// A column of the reading key that is not compared in its order, which makes ranges impossible.
  public Optional<String> unorderedKeyColumn() {
    return keyColumns().stream()
        .filter(column -> column.form() == KeyForm.NONE)
        .map(column -> column.column().name())
        .findFirst();
  }

  /// Whether a column's values are compared in their order.
  public boolean isOrdered(String columnName) {
    return column(columnName).form() != KeyForm.NONE;
  }

  /// Whether rows are stored in the order of the reading key; else each would be looked up.
  public boolean isOrderedByKey() {
    return transactional && readingIndex.equals(PRIMARY);
  }

  /// Most bytes of a row; {@link Long#MAX_VALUE} for no bound.
  long widestRow() {
    long bytes = 0;
    for (MariaDbColumn column : mapped) {
      switch (column.column().type()) {
        case TEXT, JSON, BYTEA -> {
          return Long.MAX_VALUE;
        }
        case VARCHAR -> bytes += (long) BYTES_PER_CHARACTER * column.column().typmod();
        default -> bytes += LARGEST_NUMBER;
      }
    }
    return bytes;
  }
}
