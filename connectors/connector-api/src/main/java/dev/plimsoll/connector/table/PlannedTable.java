package dev.plimsoll.connector.table;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be read of a table, as it was planned. A source may have changed since: then reading
/// fails with SOURCE_CHANGED instead of giving other columns.
///
/// @param only without what inherits from the table
/// @param columns of files and target, in their order
/// @param key columns to read by in order; empty where there is no such key
/// @param window of the rows; null for every row
public record PlannedTable(
    QualifiedName name,
    boolean only,
    List<Column> columns,
    List<String> key,
    @Nullable RowWindow window) {

  /// The columns of the key, in its order.
  public List<Column> keyColumns() {
    return Column.named(key, columns);
  }

  /// The same, in no order.
  public PlannedTable inNoOrder() {
    return new PlannedTable(name, only, columns, List.of(), window);
  }
}
