package dev.plimsoll.sync.source.mariadb;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.source.ColumnWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be read of a table, as it was planned.
///
/// @param columns of files and target; with a window, those of the table that are named here
/// @param key columns to read by in order; empty where nobody goes by one
/// @param window null for every row
public record MariaDbPlanned(
    QualifiedName name, List<Column> columns, List<String> key, @Nullable ColumnWindow window) {

  /// The same, in no order.
  public MariaDbPlanned inNoOrder() {
    return new MariaDbPlanned(name, columns, List.of(), window);
  }
}
