package dev.plimsoll.connector.table;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table in the source's catalog, ready to be read.
///
/// @param estimatedRows 0 where unknown
/// @param pages of 8 kB
/// @param toastBytes outside the heap
/// @param plainHeap whether block numbers address it: a table or materialized view in a heap
public record SourceTable(
    QualifiedName name,
    TableStructure structure,
    long estimatedRows,
    long pages,
    long toastBytes,
    boolean plainHeap) {
  /// Size of `pages`, whatever the source's own page size.
  public static final long BYTES_PER_PAGE = 8192;

  /// Of heap and TOAST.
  public long bytes() {
    return pages * BYTES_PER_PAGE + toastBytes;
  }

  public List<Column> columns() {
    return structure.columns();
  }

  public List<String> readingKey() {
    return structure.readingKey();
  }

  public List<Column> keyColumns() {
    return structure.keyColumns();
  }

  public boolean hasNumberedRows() {
    return readingKey().size() == 1 && keyColumns().getFirst().type().isWholeNumber();
  }

  public SourceTable readBy(List<String> key) {
    return new SourceTable(
        name, structure.readBy(key), estimatedRows, pages, toastBytes, plainHeap);
  }

  /// This table under rules for special values, which leave its keys alone.
  ///
  /// @param also another column to leave alone; null for none
  public SourceTable under(SpecialValuesRules rules, @Nullable String also) {
    Set<String> untouched = new HashSet<>(structure.primaryKey());
    untouched.addAll(readingKey());
    if (also != null) {
      untouched.add(also);
    }
    return narrowed(rules.applied(name, columns(), untouched), estimatedRows);
  }

  /// This table with some of its columns and an estimate of rows.
  public SourceTable narrowed(List<Column> some, long rows) {
    return new SourceTable(name, structure.narrowed(some), rows, pages, toastBytes, plainHeap);
  }
}
