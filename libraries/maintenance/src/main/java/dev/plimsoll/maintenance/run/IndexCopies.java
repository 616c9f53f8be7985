package dev.plimsoll.maintenance.run;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// INVALID copies of indexes, as REINDEX CONCURRENTLY leaves them when it fails: `_ccnew` before
/// it has exchanged them, `_ccold` after that.
final class IndexCopies {
  // Indexes of one table. A session at work on one has a lock on it: of another's build, ours has
  // none at that time.
  private static final String COPIES =
      """
      SELECT x.indexrelid::int8 AS oid, n.nspname, c.relname,
             EXISTS (SELECT FROM pg_catalog.pg_locks l
                     WHERE l.locktype = 'relation' AND l.relation = x.indexrelid
                       AND l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock',
                                      'ShareRowExclusiveLock', 'ExclusiveLock',
                                      'AccessExclusiveLock')
                       AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                                         WHERE d.datname = current_database())
                       AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()) AS at_work
      FROM pg_catalog.pg_index x
      JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE x.indrelid = ?::oid AND c.relkind = 'i'
        AND NOT (x.indisvalid AND x.indisready AND x.indislive)
        AND c.relname ~ '_cc(new|old)[0-9]*$'
        AND (?::text IS NULL OR EXISTS (
          SELECT FROM regexp_replace(c.relname::text, '_cc(new|old)[0-9]*$', '') AS base
          WHERE base = ?::text
             OR octet_length(c.relname::text) >= 60 AND starts_with(?::text, base)))
      ORDER BY x.indexrelid
      """;

  // Any session that builds or rebuilds an index of the table.
  private static final String BUILDING =
      """
      SELECT b.pid FROM pg_catalog.pg_stat_progress_create_index b
      WHERE b.relid = ?::oid AND b.datname = current_database()
        AND b.pid <> pg_catalog.pg_backend_pid()
      """;

  private IndexCopies() {}

  record Copy(long oid, QualifiedName name, boolean atWork) {}

  /// @param index whose copies; null for those of all. PostgreSQL cuts the names of copies at 63
  ///     bytes
  static List<Copy> of(MaintenanceSession session, long table, @Nullable String index)
      throws SQLException {
    return Sql.of(session.connection(), COPIES, table, index, index, index)
        .list(
            row ->
                new Copy(
                    row.getLong("oid"),
                    new QualifiedName(row.getString("nspname"), row.getString("relname")),
                    row.getBoolean("at_work")));
  }

  static boolean isBuilding(MaintenanceSession session, long table) throws SQLException {
    return Sql.of(session.connection(), BUILDING, table).exists();
  }

  /// Waits for the transactions that use the table, and blocks neither reads nor writes. Killed,
  /// it leaves an index that is INVALID still, for the next one to drop.
  static void drop(MaintenanceSession session, Copy copy) throws SQLException {
    session.watched(IndexSql.dropConcurrently(copy.name()));
  }
}
