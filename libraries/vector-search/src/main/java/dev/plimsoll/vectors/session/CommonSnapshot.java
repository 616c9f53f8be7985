package dev.plimsoll.vectors.session;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Transactions of several sessions that read one table under one snapshot, as long as they last.
///
/// Each session locks the table as a reader does, partitions included, before it takes a snapshot:
/// under an older one a table that was rewritten meanwhile looks empty. Nobody waits for a lock
/// while another session of the search has one: who alters the table would wait for that one, and
/// be waited for.
///
/// All begin at once, and say which transactions have ended for them. Where nobody writes that is
/// the same, and so is everything that they see. Else the first one's snapshot is exported for the
/// others, which are two more journeys to the server.
///
/// Source: `GetSnapshotData` in `procarray.c` and `XidInMVCCSnapshot` in `snapmgr.c`: what a
/// snapshot shows is decided by the next transaction and those in progress, subtransactions by
/// their parents. A standby does not say which are in progress, so snapshots are exported there.
public final class CommonSnapshot {
  private static final String BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;";

  // An index may be locked apart from its table, as by REINDEX.
  private static final String NO_LONG_WAIT = "; SET LOCAL lock_timeout = '5s'";

  private static final String SEEN =
      "SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN ''"
          + " ELSE CAST(pg_catalog.pg_current_snapshot() AS pg_catalog.text) END";

  private static final String EXPORT = "SELECT pg_catalog.pg_export_snapshot()";

  private final QualifiedName table;
  private final SearchSession leader;

  private CommonSnapshot(QualifiedName table, SearchSession leader) {
    this.table = table;
    this.leader = leader;
  }

  /// Begins the transactions.
  ///
  /// @param sessions 1 or more, without a transaction
  /// @return the first, and those of the others that got the table's lock at once
  /// @throws SQLException of the first session that failed
  public static List<SearchSession> begin(QualifiedName table, List<SearchSession> sessions)
      throws SQLException, InterruptedException {
    return new CommonSnapshot(table, sessions.getFirst())
        .begin(sessions.subList(1, sessions.size()));
  }

  private List<SearchSession> begin(List<SearchSession> others)
      throws SQLException, InterruptedException {
    return leader.equalSnapshots().areLikely() ? compared(others) : exported(others);
  }

  private List<SearchSession> compared(List<SearchSession> others)
      throws SQLException, InterruptedException {
    List<SearchSession> ready = new ArrayList<>(List.of(leader));
    List<SearchSession> apart = new ArrayList<>();
    Optional<String> seen;
    try (Each each = new Each()) {
      Map<SearchSession, Future<Optional<String>>> begun =
          each.of(others, session -> session.run(this::seen));
      seen = leader.run(this::seen);
      for (Map.Entry<SearchSession, Future<Optional<String>>> other : begun.entrySet()) {
        Optional<String> there = Each.result(other.getValue());
        if (there.isPresent()) {
          boolean same = !there.get().isEmpty() && there.equals(seen);
          (same ? ready : apart).add(other.getKey());
        }
      }
    }
    if (seen.isEmpty()) {
      for (SearchSession other : others) {
        other.run(CommonSnapshot::end);
      }
      leader.run(CommonSnapshot::end);
      return exported(others);
    }
    leader.equalSnapshots().were(apart.isEmpty());
    if (!apart.isEmpty()) {
      ready.addAll(imported(apart, leader.run(connection -> text(connection, EXPORT))));
    }
    return ready;
  }

  private List<SearchSession> exported(List<SearchSession> others)
      throws SQLException, InterruptedException {
    List<SearchSession> ready = new ArrayList<>(List.of(leader));
    String id = leader.run(connection -> begun(connection, "", EXPORT));
    ready.addAll(imported(others, id));
    return ready;
  }

  private List<SearchSession> imported(List<SearchSession> others, String id)
      throws SQLException, InterruptedException {
    List<SearchSession> ready = new ArrayList<>();
    try (Each each = new Each()) {
      Map<SearchSession, Future<Boolean>> begun =
          each.of(others, session -> session.run(connection -> imports(connection, id)));
      for (Map.Entry<SearchSession, Future<Boolean>> other : begun.entrySet()) {
        if (Each.result(other.getValue())) {
          ready.add(other.getKey());
        }
      }
    }
    return ready;
  }

  /// What has ended for a transaction that begins; no text where the table's lock is not to be had
  /// at once.
  private Optional<String> seen(Connection connection) throws SQLException {
    try {
      return Optional.of(begun(connection, " NOWAIT", SEEN));
    } catch (SQLException e) {
      if (SqlStates.isLockNotAvailable(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  // At once, in this order: each journey to the server costs.
  private String begun(Connection connection, String wait, String query) throws SQLException {
    connection.setAutoCommit(false);
    return text(connection, BEGIN + lock(wait) + NO_LONG_WAIT + ";" + query);
  }

  /// False where the table's lock is not to be had at once.
  private boolean imports(Connection connection, String id) throws SQLException {
    end(connection);
    connection.setAutoCommit(false);
    try (Statement begin = connection.createStatement()) {
      begin.execute(
          BEGIN
              + "SET TRANSACTION SNAPSHOT "
              + Identifiers.literal(id)
              + ";"
              + lock(" NOWAIT")
              + NO_LONG_WAIT);
      return true;
    } catch (SQLException e) {
      if (SqlStates.isLockNotAvailable(e)) {
        return false;
      }
      throw e;
    }
  }

  private static boolean end(Connection connection) throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
    }
    return true;
  }

  private static String text(Connection connection, String statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(statements);
      while (statement.getUpdateCount() != -1) {
        statement.getMoreResults();
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private String lock(String wait) {
    return "LOCK TABLE " + Identifiers.quote(table) + " IN ACCESS SHARE MODE" + wait;
  }

  /// What several sessions do side by side. Closing waits for all of them.
  private static final class Each implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private interface Step<T> {
      T of(SearchSession session) throws SQLException;
    }

    <T> Map<SearchSession, Future<T>> of(List<SearchSession> sessions, Step<T> step) {
      Map<SearchSession, Future<T>> begun = new LinkedHashMap<>();
      for (SearchSession session : sessions) {
        begun.put(session, threads.submit(() -> step.of(session)));
      }
      return begun;
    }

    static <T> T result(Future<T> begun) throws SQLException, InterruptedException {
      try {
        return begun.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof SQLException cause) {
          throw cause;
        }
        throw new IllegalStateException(e.getCause());
      }
    }

    @Override
    public void close() {
      threads.close();
    }
  }
}
