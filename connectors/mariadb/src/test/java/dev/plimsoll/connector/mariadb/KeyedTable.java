package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;

/// A table whose rows lie in the order of its key, a whole number.
public final class KeyedTable {
  private KeyedTable() {}

  /// @param dataBytes of rows
  public static MariaDbTable of(QualifiedName name, long dataBytes) {
    MariaDbColumn id =
        MariaDbTypes.of(
                new MariaDbTypes.Declared(
                    "id",
                    "bigint",
                    "bigint(20)",
                    new MariaDbTypes.Declared.Extent(0, 19, 0, 0),
                    true,
                    "",
                    "",
                    false))
            .orElseThrow();
    return new MariaDbTable(
        new SourceTable(
            name,
            new TableStructure(false, List.of(id.column()), List.of("id"), List.of("id")),
            1_000,
            dataBytes / 8_192,
            0,
            false),
        List.of(id),
        MariaDbTable.PRIMARY,
        dataBytes,
        true,
        null,
        RowLimit.NONE);
  }
}
