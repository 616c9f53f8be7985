package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.source.ColumnRules;
import dev.plimsoll.connector.source.FoundTable;
import dev.plimsoll.connector.source.PlanningSession;
import dev.plimsoll.connector.source.ReaderCount;
import dev.plimsoll.connector.source.ReadingSizes;
import dev.plimsoll.connector.source.ServerUtilization;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.connection.ServerVersion;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Session that plans tables of a PostgreSQL.
///
/// @param connection prepared, in auto-commit mode; closed with this
/// @param serverVersion `server_version_num`
record PostgresPlanningSession(
    Connection connection, ReadingSizes sizes, int serverVersion, ReaderCount workers)
    implements PlanningSession {
  // Sessions that wait for a client, a lock or a timer use no core; short queries do not count.
  private static final String UTILIZATION =
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

  static PostgresPlanningSession of(Connection session, ReadingSizes sizes) throws SQLException {
    return new PostgresPlanningSession(
        session,
        sizes,
        ServerVersion.of(session).number(),
        new ReaderCount(sizes.rangeBytes(), sizes.maxWorkers(), () -> utilization(session)));
  }

  @Override
  public List<QualifiedName> find(List<TablePattern> patterns) throws SQLException {
    return new PostgresCatalog(connection, UnmappedTypes.REFUSE).find(patterns);
  }

  @Override
  public FoundTable table(QualifiedName name, ColumnRules rules) throws SQLException {
    PostgresCatalog catalog = new PostgresCatalog(connection, rules.unmapped());
    SourceTable table = catalog.read(name).under(rules.special(), rules.untouched());
    long children = table.structure().only() ? catalog.children(name) : 0;
    return new PostgresFoundTable(this, table, children);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  static ServerUtilization utilization(Connection session) throws SQLException {
    return Sql.of(session, UTILIZATION)
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
