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
import dev.plimsoll.postgres.catalog.ServerLoad;
import dev.plimsoll.postgres.connection.ServerVersion;
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
    ServerLoad load = ServerLoad.of(session);
    return new ServerUtilization(load.connections(), load.cores(), load.busy());
  }
}
