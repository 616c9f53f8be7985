package dev.plimsoll.health.facts;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.statement.Columns;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The partitions of a table that is partitioned by ranges of one date or timestamp.
///
/// @param type of the key: `date`, `timestamp without time zone` or with it, taken as UTC
/// @param endless whether a partition has no upper end
/// @param newestFrom lower end of the newest one; null for none, or where it has none
/// @param newestTo its upper end, which is not part of it; null for none
/// @param defaultPartition empty for none
/// @param rowsInDefault by the counters
public record TimePartitions(
    QualifiedName table,
    String column,
    String type,
    int partitions,
    boolean endless,
    @Nullable Instant newestFrom,
    @Nullable Instant newestTo,
    String defaultPartition,
    long rowsInDefault) {
  // The bounds of such tables' partitions as PostgreSQL writes them, under ISO dates and UTC.
  private static final String TABLES =
      """
      SELECT n.nspname, c.relname, k.attname::text AS attname,
             format_type(k.atttypid, NULL) AS type,
             coalesce(b.partitions, 0) AS partitions, coalesce(b.endless, false) AS endless,
             b.newest[1] AS newest_to, b.newest[2] AS newest_from,
             coalesce(f.relname, '') AS default_partition,
             coalesce(greatest(f.reltuples::int8, pg_stat_get_live_tuples(f.oid)), 0) AS in_default
      FROM pg_catalog.pg_partitioned_table t
      JOIN pg_catalog.pg_class c ON c.oid = t.partrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute k ON k.attrelid = c.oid AND k.attnum = t.partattrs[0]
      LEFT JOIN pg_catalog.pg_class f ON f.oid = t.partdefid
      LEFT JOIN LATERAL (
        SELECT count(*) AS partitions, bool_or(bound ~ 'TO \\(MAXVALUE\\)') AS endless,
               max(ARRAY[substring(bound from 'TO \\(''([0-9][^'']*)''\\)')::timestamptz,
                         substring(bound from 'FROM \\(''([0-9][^'']*)''\\)')::timestamptz])
                 FILTER (WHERE bound ~ 'TO \\(''[0-9]') AS newest
        FROM (SELECT pg_get_expr(p.relpartbound, p.oid) AS bound
              FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class p ON p.oid = h.inhrelid
              WHERE h.inhparent = c.oid AND p.oid <> t.partdefid) AS bounds) AS b ON true
      WHERE t.partstrat = 'r' AND t.partnatts = 1
        AND k.atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype) AND %s
      ORDER BY c.oid
      """
          .formatted(CatalogScope.FILTER);

  public static List<TimePartitions> read(HealthSession session, CatalogScope scope)
      throws SQLException {
    return session.list(
        scope,
        TABLES,
        row ->
            new TimePartitions(
                CatalogScope.table(row),
                row.getString("attname"),
                row.getString("type"),
                row.getInt("partitions"),
                row.getBoolean("endless"),
                Columns.instantOrNull(row, "newest_from"),
                Columns.instantOrNull(row, "newest_to"),
                row.getString("default_partition"),
                row.getLong("in_default")));
  }
}
