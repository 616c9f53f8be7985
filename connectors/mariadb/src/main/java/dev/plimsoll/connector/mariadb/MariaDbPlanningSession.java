package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.ColumnRules;
import dev.plimsoll.connector.source.FoundTable;
import dev.plimsoll.connector.source.PlanningSession;
import dev.plimsoll.connector.source.ReaderCount;
import dev.plimsoll.connector.source.ReadingSizes;
import dev.plimsoll.connector.source.UtilizationProbe;
import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;

/// A session in which tables of a MariaDB are planned.
final class MariaDbPlanningSession implements PlanningSession {
  private final MariaDbSession session;
  private final MariaDbWriters writers;
  private final MariaDbChooser chooser;
  private final boolean sharesSnapshots;
  private final UtilizationProbe utilization;

  /// @param session ended with this
  /// @param sharesSnapshots whether sessions may share a moment at all
  MariaDbPlanningSession(
      MariaDbSession session, MariaDbWriters writers, ReadingSizes sizes, boolean sharesSnapshots) {
    this.session = session;
    this.writers = writers;
    this.chooser =
        new MariaDbChooser(
            sizes.rangeBytes(),
            new ReaderCount(sizes.rangeBytes(), sizes.maxWorkers()),
            sizes.maxReadTasks());
    this.sharesSnapshots = sharesSnapshots;
    this.utilization = new UtilizationProbe(() -> MariaDbUtilization.look(session));
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

  MariaDbSession session() {
    return session;
  }

  MariaDbWriters writers() {
    return writers;
  }

  MariaDbChooser chooser() {
    return chooser;
  }

  /// Whether sessions that read a table may share a moment, under a global read lock.
  boolean shares(MariaDbTable table) {
    return sharesSnapshots && table.transactional() && MariaDbSharedSnapshot.isPermitted(session);
  }

  UtilizationProbe utilization() {
    return utilization;
  }

  @Override
  public void close() {
    session.close();
  }
}
