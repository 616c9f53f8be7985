package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/// Tables that cannot be read now: a session holds ACCESS EXCLUSIVE on them or one of their
/// indexes, or waits for it, and readers queue behind it.
final class LockedTables {
  // pg_locks shows all locks to every role; pg_stat_activity may hide the holder.
  private static final String LOCKED =
      """
      SELECT DISTINCT ON (n.nspname, c.relname) n.nspname, c.relname, l.pid, l.granted,
             coalesce(a.usename, '') AS holder, coalesce(a.application_name, '') AS application
      FROM pg_catalog.pg_locks l
      LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = l.relation
      JOIN pg_catalog.pg_class c ON c.oid = coalesce(x.indrelid, l.relation)
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
        AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                          WHERE d.datname = current_database())
        AND l.pid IS DISTINCT FROM pg_backend_pid() AND %s
      ORDER BY n.nspname, c.relname, l.granted DESC, l.pid
      """
          .formatted(CatalogScope.FILTER);

  private LockedTables() {}

  static Map<QualifiedName, TableReadError> run(Connection connection, CatalogScope scope)
      throws SQLException {
    return scope
        .query(connection, LOCKED)
        .map(
            CatalogScope::table,
            row ->
                new TableReadError(ErrorCode.LOCK_TIMEOUT, reason(CatalogScope.table(row), row)));
  }

  private static String reason(QualifiedName table, ResultSet row) throws SQLException {
    String who = row.getString("holder");
    String application = row.getString("application");
    return "%s could not be looked at: session %d%s%s %s ACCESS EXCLUSIVE on it"
        .formatted(
            table,
            row.getInt("pid"),
            who.isEmpty() ? "" : " of " + who,
            application.isEmpty() ? "" : " (" + application + ")",
            row.getBoolean("granted") ? "holds" : "waits for");
  }
}
