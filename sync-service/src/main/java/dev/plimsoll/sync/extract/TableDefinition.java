package dev.plimsoll.sync.extract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.source.SourceTable;
import java.util.List;

/// How a table looked when it was planned.
///
/// @param only read without what inherits from it
/// @param primaryKey of the source; empty where it has none
/// @param readingKey columns to read by in order; empty for a table that is streamed
public record TableDefinition(
    boolean only, List<Column> columns, List<String> primaryKey, List<String> readingKey) {

  static final TableDefinition NONE = new TableDefinition(false, List.of(), List.of(), List.of());

  static TableDefinition of(SourceTable table) {
    return new TableDefinition(
        table.only(), table.columns(), table.primaryKey(), table.readingKey());
  }

  @JsonIgnore
  public List<Column> keyColumns() {
    return Column.named(readingKey, columns);
  }

  @JsonIgnore
  public String strategy() {
    return readingKey.isEmpty() ? "stream" : "keyset";
  }
}
