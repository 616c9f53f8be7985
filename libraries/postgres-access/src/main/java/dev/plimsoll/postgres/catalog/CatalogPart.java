package dev.plimsoll.postgres.catalog;

import dev.plimsoll.bisection.Bisection;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Facts of some tables, read in bulk from the catalog. Where a table makes a query fail, bisection
/// isolates it: its error is noted and the others are read.
final class CatalogPart {
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

  private final Connection connection;
  private final Map<QualifiedName, TableFacts> unlooked;

  final Map<QualifiedName, TableFacts> tables = new HashMap<>();
  final Map<QualifiedName, List<ColumnFacts>> columns = new HashMap<>();
  final Map<QualifiedName, List<IndexFacts>> indexes = new HashMap<>();
  final List<ForeignKeyFacts> foreignKeys = new ArrayList<>();
  final Map<QualifiedName, List<JointDistinct>> jointDistinct = new HashMap<>();
  final Map<QualifiedName, TableReadError> troubles = new HashMap<>();

  private CatalogPart(Connection connection, Map<QualifiedName, TableFacts> unlooked) {
    this.connection = connection;
    this.unlooked = unlooked;
  }

  /// @throws SQLException where the connection broke
  static CatalogPart read(Connection connection, CatalogScope scope) throws SQLException {
    CatalogPart part = new CatalogPart(connection, TableFacts.readWithoutLocks(connection, scope));
    locked(connection, scope).forEach(part::setAside);
    List<QualifiedName> names =
        part.unlooked.keySet().stream()
            .filter(name -> !part.troubles.containsKey(name))
            .sorted()
            .toList();
    Bisection.<QualifiedName, SQLException>run(
        names,
        CatalogPart::isOfTables,
        part::read,
        (name, why) -> part.setAside(name, part.trouble(name, why)));
    return part;
  }

  private static boolean isOfTables(Exception e) {
    return e instanceof SQLException failure
        && SqlStates.errorCode(failure) != ErrorCode.CONNECTION_LOST;
  }

  private void setAside(QualifiedName name, TableReadError trouble) {
    TableFacts table = unlooked.get(name);
    if (table != null) {
      tables.put(name, table);
      troubles.put(name, trouble);
    }
  }

  private TableReadError trouble(QualifiedName name, Exception why) throws SQLException {
    // The lock may be newer than the first look.
    TableReadError locked = locked(connection, CatalogScope.of(List.of(name))).get(name);
    ErrorCode code = SqlStates.errorCode(SqlStates.state(why));
    return locked != null
        ? locked
        : new TableReadError(
            code == ErrorCode.INTERNAL ? ErrorCode.TABLE_UNREADABLE : code,
            name + " could not be looked at: " + why.getMessage());
  }

  /// Reads all of them or none; a surrounding transaction stays usable.
  private void read(List<? extends QualifiedName> names) throws SQLException {
    CatalogScope scope = CatalogScope.of(List.copyOf(names));
    Savepoint before = connection.getAutoCommit() ? null : connection.setSavepoint();
    try {
      Map<QualifiedName, TableFacts> read = TableFacts.read(connection, scope);
      Map<QualifiedName, List<ColumnFacts>> readColumns = ColumnFacts.read(connection, scope);
      Map<QualifiedName, List<IndexFacts>> readIndexes = IndexFacts.read(connection, scope);
      List<ForeignKeyFacts> readKeys = ForeignKeyFacts.read(connection, scope);
      jointDistinct.putAll(JointDistinct.read(connection, scope));
      tables.putAll(read);
      columns.putAll(readColumns);
      indexes.putAll(readIndexes);
      foreignKeys.addAll(readKeys);
    } catch (SQLException e) {
      if (before != null && isOfTables(e)) {
        connection.rollback(before);
      }
      throw e;
    }
  }

  /// Tables that cannot be read now: a session holds ACCESS EXCLUSIVE on them or one of their
  /// indexes, or waits for it, and readers queue behind it.
  private static Map<QualifiedName, TableReadError> locked(
      Connection connection, CatalogScope scope) throws SQLException {
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
