package dev.plimsoll.sync.targets;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;

/// The statement that creates a target's table, for tests of other packages.
public final class TargetTables {
  private TargetTables() {}

  public static String createTable(QualifiedName table, List<Column> columns) {
    return TargetDatabase.createTable(table, columns);
  }
}
