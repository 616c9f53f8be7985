package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.statement.Columns;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Catalog facts of a foreign key that is not inherited by a partition.
///
/// @param table the referencing one
/// @param columns of it, in the constraint's order
public record ForeignKeyFacts(
    QualifiedName table, String name, List<String> columns, QualifiedName referenced) {
  private static final String FOREIGN_KEYS =
      """
      SELECT n.nspname, c.relname, k.conname,
             %s AS columns,
             fn.nspname AS referenced_schema, f.relname AS referenced_name
      FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
      JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
      WHERE k.contype = 'f' AND k.conparentid = 0 AND %s
      ORDER BY n.nspname, c.relname, k.conname
      """
          .formatted(ColumnFacts.namesSql("k.conrelid", "k.conkey"), CatalogScope.FILTER);

  public ForeignKeyFacts {
    columns = List.copyOf(columns);
  }

  static List<ForeignKeyFacts> read(Connection connection, CatalogScope scope) throws SQLException {
    return scope
        .query(connection, FOREIGN_KEYS)
        .list(
            row ->
                new ForeignKeyFacts(
                    CatalogScope.table(row),
                    row.getString("conname"),
                    Columns.texts(row, "columns"),
                    new QualifiedName(
                        row.getString("referenced_schema"), row.getString("referenced_name"))));
  }
}
