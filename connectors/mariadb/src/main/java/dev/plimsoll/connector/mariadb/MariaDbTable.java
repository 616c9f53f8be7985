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

/// A table of MariaDB, ready to be read.
///
/// @param source the same as every source has it; its estimates are the engine's, which may be far
///     off
/// @param mapped its columns, in their order
/// @param readingIndex of the reading key, or one that begins with its first column; empty where
///     there is none
/// @param dataBytes of rows, by the engine's statistics; 0 where it does not tell
/// @param transactional its engine reads one moment in one statement, whatever is written meanwhile
/// @param window of the rows that are read; null for every row
/// @param limit that rows are read within
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

  /// Some of the columns and rows, in the order of another key.
  ///
  /// @param key its columns are among those
  /// @param index that begins with the key's first column; empty for none
  MariaDbTable within(ColumnWindow rows, List<MariaDbColumn> some, List<String> key, String index) {
    List<Column> columns = some.stream().map(MariaDbColumn::column).toList();
    SourceTable narrowed = source.narrowed(columns, source.estimatedRows()).readBy(key);
    return new MariaDbTable(narrowed, some, index, dataBytes, transactional, rows, limit);
  }

  /// The same, of which larger rows are refused.
  MariaDbTable within(RowLimit most) {
    return new MariaDbTable(source, mapped, readingIndex, dataBytes, transactional, window, most);
  }

  public QualifiedName name() {
    return source.name();
  }

  /// Columns as they are in files and target.
  public List<Column> columns() {
    return source.columns();
  }

  public List<String> readingKey() {
    return source.readingKey();
  }

  /// Columns whose values may be large, where rows may be beyond the limit; else none.
  List<MariaDbColumn> measured() {
    return widestRow() <= limit.bytes()
        ? List.of()
        : mapped.stream().filter(column -> isUnbounded(column.column().type())).toList();
  }

  private static boolean isUnbounded(PgType type) {
    return type == PgType.TEXT || type == PgType.JSON || type == PgType.BYTEA;
  }

  /// The columns of the reading key, in its order.
  List<MariaDbColumn> keyColumns() {
    return readingKey().stream().map(this::column).toList();
  }

  MariaDbColumn column(String columnName) {
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

  /// Whether a column's values are compared as they are ordered.
  public boolean isOrdered(String columnName) {
    return column(columnName).form() != KeyForm.NONE;
  }

  /// Its rows lie in the order of the reading key: another one's would be looked up row by row.
  public boolean isOrderedByKey() {
    return transactional && readingIndex.equals(PRIMARY);
  }

  /// Bytes that a row has at most; {@link Long#MAX_VALUE} where nothing bounds them.
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
