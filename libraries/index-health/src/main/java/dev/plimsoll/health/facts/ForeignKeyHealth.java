package dev.plimsoll.health.facts;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ForeignKeyFacts;
import dev.plimsoll.postgres.statement.Columns;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/// A foreign key with the oids of both tables.
///
/// @param table oid of the referencing one
/// @param cascades whether a delete or an update of the referenced table changes rows of this
///     one
public record ForeignKeyHealth(
    ForeignKeyFacts facts, long table, long referenced, boolean cascades) {
  // Rows of pg_constraint by the index on conrelid.
  private static final String FOREIGN_KEYS =
      """
      SELECT n.nspname, c.relname, k.conname, k.conrelid::int8 AS table_oid,
             k.confrelid::int8 AS referenced_oid,
             k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd') AS cascades,
             %s AS columns,
             fn.nspname AS referenced_schema, f.relname AS referenced_name
      FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
      JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
      WHERE k.contype = 'f' AND k.conparentid = 0 AND k.conrelid = ANY (?::int8[]::oid[])
      ORDER BY k.conrelid, k.conname
      """
          .formatted(ColumnFacts.namesSql("k.conrelid", "k.conkey"));

  public static List<ForeignKeyHealth> read(HealthSession session, Collection<TableHealth> tables)
      throws SQLException {
    return session.list(
        FOREIGN_KEYS,
        row ->
            new ForeignKeyHealth(
                new ForeignKeyFacts(
                    CatalogScope.table(row),
                    row.getString("conname"),
                    Columns.texts(row, "columns"),
                    new QualifiedName(
                        row.getString("referenced_schema"), row.getString("referenced_name"))),
                row.getLong("table_oid"),
                row.getLong("referenced_oid"),
                row.getBoolean("cascades")),
        (Object) IndexHealth.oids(tables));
  }

  public HealthSubject.OfForeignKey subject() {
    return new HealthSubject.OfForeignKey(facts.table(), facts.name(), facts.columns());
  }
}
