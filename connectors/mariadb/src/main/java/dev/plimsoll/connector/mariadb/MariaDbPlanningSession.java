package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.ColumnRules;
import dev.plimsoll.connector.source.FoundTable;
import dev.plimsoll.connector.source.PlanningSession;
import dev.plimsoll.connector.source.ReaderCount;
import dev.plimsoll.connector.source.ReadingSizes;
import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;

/// Session that plans tables of a MariaDB.
///
/// @param session closed with this
/// @param sharesSnapshots whether sessions may share snapshots at all
record MariaDbPlanningSession(
    MariaDbSession session, MariaDbWriters writers, MariaDbChooser chooser, boolean sharesSnapshots)
    implements PlanningSession {
  static MariaDbPlanningSession of(
      MariaDbSession session, MariaDbWriters writers, ReadingSizes sizes, boolean sharesSnapshots) {
    return new MariaDbPlanningSession(
        session,
        writers,
        new MariaDbChooser(
            sizes.rangeBytes(),
            new ReaderCount(
                sizes.rangeBytes(), sizes.maxWorkers(), () -> MariaDbUtilization.look(session)),
            sizes.maxReadTasks()),
        sharesSnapshots);
  }

  @Override
  public List<QualifiedName> find(List<TablePattern> patterns) {
    return new MariaDbCatalog(session).find(patterns);
  }

  @Override
  public FoundTable table(QualifiedName name, ColumnRules rules) {
    MariaDbTable table = new MariaDbCatalog(session).read(name, rules.unmapped());
    rules.special().requireNone(name, table.columns());
    return new MariaDbFoundTable(this, table);
  }

  /// Whether sessions may share a snapshot of a table, under a global read lock.
  boolean shares(MariaDbTable table) {
    return sharesSnapshots && table.transactional() && MariaDbSharedSnapshot.isPermitted(session);
  }

  @Override
  public void close() {
    session.close();
  }
}
