package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.source.ColumnRules;
import dev.plimsoll.connector.source.FoundTable;
import dev.plimsoll.connector.source.PlanningSession;
import dev.plimsoll.connector.source.ReadingSizes;
import dev.plimsoll.connector.source.UtilizationProbe;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// A session in which tables of a PostgreSQL are planned.
final class PostgresPlanningSession implements PlanningSession {
  private final Connection session;
  private final ReadingSizes sizes;
  private final int serverVersion;
  private final UtilizationProbe utilization;

  /// @param session prepared, in auto-commit mode; ended with this
  PostgresPlanningSession(Connection session, ReadingSizes sizes) throws SQLException {
    this.session = session;
    this.sizes = sizes;
    this.serverVersion = new PostgresCatalog(session, UnmappedTypes.REFUSE).serverVersion();
    this.utilization = new UtilizationProbe(() -> PostgresUtilization.look(session));
  }

  @Override
  public List<QualifiedName> find(List<TablePattern> patterns) throws SQLException {
    return new PostgresCatalog(session, UnmappedTypes.REFUSE).find(patterns);
  }

  @Override
  public FoundTable table(QualifiedName name, ColumnRules rules) throws SQLException {
    PostgresCatalog catalog = new PostgresCatalog(session, rules.unmapped());
    SourceTable table = catalog.read(name).under(rules.special(), rules.untouched());
    long children = table.only() ? catalog.children(name) : 0;
    return new PostgresFoundTable(this, table, children);
  }

  Connection connection() {
    return session;
  }

  ReadingSizes sizes() {
    return sizes;
  }

  /// As `server_version_num` has it.
  int serverVersion() {
    return serverVersion;
  }

  UtilizationProbe utilization() {
    return utilization;
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
