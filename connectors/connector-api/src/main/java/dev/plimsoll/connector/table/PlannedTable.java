package dev.plimsoll.connector.table;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Planned reading of a table. Where the source has changed since, reading fails with
/// SOURCE_CHANGED instead of returning other columns.
///
/// @param window of the rows; null for every row
public record PlannedTable(
    QualifiedName name, TableStructure structure, @Nullable RowWindow window) {
  public boolean only() {
    return structure.only();
  }

  public List<Column> columns() {
    return structure.columns();
  }

  /// Columns to read by in order; empty for no order.
  public List<String> key() {
    return structure.readingKey();
  }

  public List<Column> keyColumns() {
    return structure.keyColumns();
  }

  public PlannedTable inNoOrder() {
    return new PlannedTable(name, structure.readBy(List.of()), window);
  }
}
