package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.source.ServerUtilization;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/// Spare capacity of a PostgreSQL. Its cores are this machine's where it runs here, else estimated
/// by `max_parallel_workers`. Only members of `pg_read_all_stats` see other roles' sessions.
final class PostgresUtilization {
  // Sessions that wait for a client, a lock or a timer use no core; short queries do not count.
  private static final String LOOK =
      """
      SELECT least(
               current_setting('max_connections')::int
                 - current_setting('superuser_reserved_connections')::int
                 - coalesce(current_setting('reserved_connections', true)::int, 0)
                 - s.clients,
               CASE WHEN r.rolconnlimit < 0 THEN NULL ELSE r.rolconnlimit - s.ours END)
               AS connections,
             inet_client_addr() IS NOT DISTINCT FROM inet_server_addr() AS here,
             current_setting('max_parallel_workers')::int AS parallel_workers,
             s.busy
      FROM pg_catalog.pg_roles r,
           (SELECT count(*) FILTER (WHERE backend_type = 'client backend')::int AS clients,
                   count(*) FILTER (WHERE usename = current_user)::int AS ours,
                   count(*) FILTER (
                     WHERE state = 'active' AND pid <> pg_backend_pid()
                       AND backend_type IN ('client backend', 'parallel worker')
                       AND coalesce(wait_event_type, 'IO') IN ('IO', 'LWLock', 'BufferPin')
                       AND query_start < clock_timestamp() - interval '1 second')::int AS busy
            FROM pg_catalog.pg_stat_activity) AS s
      WHERE r.rolname = current_user
      """;

  private PostgresUtilization() {}

  static ServerUtilization look(Connection session) throws SQLException {
    return Sql.of(session, LOOK)
        .one(
            row -> {
              int cores =
                  row.getBoolean("here")
                      ? Runtime.getRuntime().availableProcessors()
                      : row.getInt("parallel_workers");
              return new ServerUtilization(
                  row.getInt("connections"), Math.max(1, cores), row.getInt("busy"));
            });
  }
}
