package dev.plimsoll.sync.source;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.sync.column.Column;
import java.util.List;

/// A table as the source's catalog has it, ready to be read.
///
/// @param only read with `ONLY`: an ordinary table without what inherits from it
/// @param columns all of them, in their order; at least one
/// @param primaryKey its columns in their order; empty where there is none
/// @param readingKey columns to read by in order: the primary key, or those of another unique index
///     over NOT NULL columns; empty where there is none
/// @param estimatedRows from the catalog's statistics; 0 where they say nothing
/// @param pages of 8 kB
public record SourceTable(
    QualifiedName name,
    boolean only,
    List<Column> columns,
    List<String> primaryKey,
    List<String> readingKey,
    long estimatedRows,
    long pages) {

  /// The columns of the reading key, in its order.
  public List<Column> keyColumns() {
    return Column.named(readingKey, columns);
  }
}
