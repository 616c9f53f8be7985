package dev.plimsoll.maintenance.check;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.facts.HealthSession;
import dev.plimsoll.maintenance.decision.MaintenanceDecisions.OldPartition;
import dev.plimsoll.maintenance.decision.PartitionRetention;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.statement.Columns;
import java.sql.SQLException;
import java.util.List;

/// The oldest partitions of tables by time that have a retention.
final class OldPartitions {
  private static final int MOST = 100;

  // Bounds as PostgreSQL writes them, under ISO dates and UTC.
  private static final String OLDEST =
      """
      SELECT n.nspname, c.relname, pn.nspname AS partition_schema, p.relname AS partition_name,
             b.bound, b.bound::timestamptz AS ends, pg_total_relation_size(p.oid) AS bytes
      FROM unnest(?::text[], ?::text[]) AS w (schema, name)
      JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
      JOIN pg_catalog.pg_partitioned_table t ON t.partrelid = c.oid
        AND t.partstrat = 'r' AND t.partnatts = 1
      JOIN pg_catalog.pg_attribute k ON k.attrelid = c.oid AND k.attnum = t.partattrs[0]
        AND k.atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
      JOIN pg_catalog.pg_inherits h ON h.inhparent = c.oid
      JOIN pg_catalog.pg_class p ON p.oid = h.inhrelid
      JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
      CROSS JOIN LATERAL (
        SELECT substring(pg_get_expr(p.relpartbound, p.oid) from 'TO \\(''([0-9][^'']*)''\\)')
          AS bound) AS b
      WHERE b.bound IS NOT NULL AND p.relkind = 'r'
      ORDER BY ends LIMIT %d
      """
          .formatted(MOST);

  private OldPartitions() {}

  static List<OldPartition> read(HealthSession session, List<PartitionRetention> retentions)
      throws SQLException {
    if (retentions.isEmpty()) {
      return List.of();
    }
    return session.list(
        OLDEST,
        row ->
            new OldPartition(
                CatalogScope.table(row),
                new QualifiedName(
                    row.getString("partition_schema"), row.getString("partition_name")),
                row.getString("bound"),
                Columns.instant(row, "ends"),
                row.getLong("bytes")),
        retentions.stream().map(some -> some.table().schema()).toArray(String[]::new),
        retentions.stream().map(some -> some.table().name()).toArray(String[]::new));
  }
}
