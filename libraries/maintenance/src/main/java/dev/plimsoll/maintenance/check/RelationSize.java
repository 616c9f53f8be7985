package dev.plimsoll.maintenance.check;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.facts.HealthSession;
import dev.plimsoll.postgres.catalog.CatalogScope;
import java.sql.SQLException;
import java.util.List;

/// Size of a table or an index at a time.
///
/// @param index whether it is an index
/// @param bytes main fork
/// @param rows by the statistics; -1 where unknown
/// @param deadRows of a table, by its counters
public record RelationSize(
    QualifiedName table,
    QualifiedName relation,
    boolean index,
    long bytes,
    long rows,
    long deadRows) {
  // The largest by the last VACUUM or ANALYZE, and those that have been written to since. Opens
  // what it returns.
  private static final String LARGEST =
      """
      SELECT n.nspname, c.relname, r.relname AS relation_name, r.relkind = 'i' AS is_index,
             coalesce(pg_relation_size(r.oid), 0) AS bytes, r.reltuples::int8 AS rows,
             CASE WHEN r.relkind = 'i' THEN 0 ELSE pg_stat_get_dead_tuples(r.oid) END AS dead
      FROM pg_catalog.pg_class r
      LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = r.oid
      JOIN pg_catalog.pg_class c ON c.oid = coalesce(x.indrelid, r.oid)
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE r.relkind IN ('r', 'm', 'i')
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks l
                        WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
                          AND l.relation IN (r.oid, c.oid)
                          AND l.pid IS DISTINCT FROM pg_backend_pid())
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      ORDER BY greatest(r.relpages,
                        (pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid))
                          / 100) DESC, r.oid
      LIMIT %d
      """;

  /// @param most relations, the largest
  static List<RelationSize> read(HealthSession session, int most) throws SQLException {
    return session.list(
        LARGEST.formatted(most),
        row -> {
          QualifiedName table = CatalogScope.table(row);
          return new RelationSize(
              table,
              new QualifiedName(table.schema(), row.getString("relation_name")),
              row.getBoolean("is_index"),
              row.getLong("bytes"),
              row.getLong("rows"),
              row.getLong("dead"));
        });
  }
}
