package dev.plimsoll.connector.table;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table as the source's catalog has it, ready to be read.
///
/// @param only read with `ONLY`: an ordinary table without what inherits from it
/// @param columns all of them, in their order; at least one
/// @param primaryKey its columns in their order; empty where there is none
/// @param readingKey columns to read by in order: the primary key, or those of another unique index
///     over NOT NULL columns; empty where there is none
/// @param estimatedRows from the catalog's statistics; 0 where they say nothing
/// @param pages of 8 kB
/// @param toastBytes that its rows have outside the heap
/// @param plainHeap an ordinary table or materialized view in a heap, which block numbers address
public record SourceTable(
    QualifiedName name,
    boolean only,
    List<Column> columns,
    List<String> primaryKey,
    List<String> readingKey,
    long estimatedRows,
    long pages,
    long toastBytes,
    boolean plainHeap) {
  /// Of `pages`, whatever pages the source itself has.
  public static final long BYTES_PER_PAGE = 8192;

  /// Of the heap, with what its rows have beside it.
  public long bytes() {
    return pages * BYTES_PER_PAGE + toastBytes;
  }

  /// The columns of the reading key, in its order.
  public List<Column> keyColumns() {
    return Column.named(readingKey, columns);
  }

  /// Whether the reading key is one column of whole numbers.
  public boolean hasNumberedRows() {
    return readingKey.size() == 1 && keyColumns().getFirst().type().isWholeNumber();
  }

  /// The same table, read in the order of another key.
  ///
  /// @param key its columns are among the table's
  public SourceTable readBy(List<String> key) {
    return new SourceTable(
        name, only, columns, primaryKey, key, estimatedRows, pages, toastBytes, plainHeap);
  }

  /// The same table under rules for special values.
  ///
  /// @param also beside its keys, whose values must stay as they are; null for none
  public SourceTable under(SpecialValuesRules rules, @Nullable String also) {
    Set<String> untouched = new HashSet<>(primaryKey);
    untouched.addAll(readingKey);
    if (also != null) {
      untouched.add(also);
    }
    return narrowed(rules.applied(name, columns, untouched), estimatedRows);
  }

  /// The same table with some of its columns, and with as many rows as are expected of it.
  public SourceTable narrowed(List<Column> some, long rows) {
    return new SourceTable(
        name, only, some, primaryKey, readingKey, rows, pages, toastBytes, plainHeap);
  }
}
