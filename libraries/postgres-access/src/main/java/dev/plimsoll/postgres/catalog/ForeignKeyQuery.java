package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Foreign keys; those that partitions inherit are left out.
final class ForeignKeyQuery {
  private static final String FOREIGN_KEYS =
      """
      SELECT n.nspname, c.relname, k.conname,
             ARRAY(SELECT a.attname::text
                   FROM unnest(k.conkey) WITH ORDINALITY AS key (attnum, position)
                   JOIN pg_catalog.pg_attribute a
                     ON a.attrelid = k.conrelid AND a.attnum = key.attnum
                   ORDER BY key.position) AS columns,
             fn.nspname AS referenced_schema, f.relname AS referenced_name
      FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
      JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
      WHERE k.contype = 'f' AND k.conparentid = 0 AND
      """
          + CatalogScope.FILTER
          + "ORDER BY n.nspname, c.relname, k.conname";

  private ForeignKeyQuery() {}

  static List<ForeignKeyFacts> run(Connection connection, CatalogScope scope) throws SQLException {
    List<ForeignKeyFacts> keys = new ArrayList<>();
    try (PreparedStatement query = scope.prepare(connection, FOREIGN_KEYS);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        keys.add(
            new ForeignKeyFacts(
                new QualifiedName(row.getString("nspname"), row.getString("relname")),
                row.getString("conname"),
                TextArrays.read(row, "columns"),
                new QualifiedName(
                    row.getString("referenced_schema"), row.getString("referenced_name"))));
      }
    }
    return keys;
  }
}
