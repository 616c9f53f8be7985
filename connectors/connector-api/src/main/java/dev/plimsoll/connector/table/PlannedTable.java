package dev.plimsoll.connector.table;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Planned reading of a table. Where the source has changed since, reading fails with
/// SOURCE_CHANGED instead of returning other columns.
///
/// @param only without inheriting tables
/// @param key columns to read by in order; empty for no order
/// @param window of the rows; null for every row
public record PlannedTable(
    QualifiedName name,
    boolean only,
    List<Column> columns,
    List<String> key,
    @Nullable RowWindow window) {
  public List<Column> keyColumns() {
    return Column.named(key, columns);
  }

  public PlannedTable inNoOrder() {
    return new PlannedTable(name, only, columns, List.of(), window);
  }
}
