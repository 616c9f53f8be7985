package dev.plimsoll.connector.mariadb;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Who may still commit rows with values that were drawn before: transactions that have written,
/// and statements that run and have written nothing yet. A value is drawn by the statement that
/// writes it; so a transaction that has not written is no matter between its statements.
///
/// `innodb_trx` shows what it was at some time: for as long as it is asked more often than every
/// 100 ms it is not renewed. So a look begins a transaction of its own, in a session that is new,
/// and goes on until the list has that; what it shows then is later than the look's beginning.
///
/// Statements are looked at first. One that writes meanwhile is seen here or there, and one that
/// begins after the look draws a greater value.
///
/// Source: MariaDB documentation, "Information Schema INNODB_TRX Table", "PROCESSLIST"; InnoDB's
/// `trx0i_s.cc` for the 100 ms.
public final class MariaDbWriters {
  private static final String APPLICATION = "plimsoll-sync writers";
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(125);
  private static final int MOST_LOOKS = 16;

  private static final String MAY_SEE = "SELECT count(*) FROM information_schema.innodb_trx";

  // Threads that write what another server has written, or another member of its cluster.
  private static final String APPLIES =
      """
      SELECT count(*) FROM information_schema.processlist
      WHERE user = 'system user' AND command <> 'Daemon'
      """;

  // A query writes nothing, and neither do sessions that wait or serve the server itself.
  private static final String STATEMENTS =
      """
      SELECT id FROM information_schema.processlist
      WHERE id <> CONNECTION_ID() AND user NOT IN ('system user', 'event_scheduler')
        AND command NOT IN ('Sleep', 'Daemon', 'Connect', 'Ping', 'Quit', 'Binlog Dump',
                            'Binlog Dump GTID')
        AND coalesce(info, '') NOT LIKE 'SELECT%' AND coalesce(info, '') NOT LIKE 'SHOW%'
      """;

  // One that was prepared (XA PREPARE) has no session once that has ended, or the server was
  // restarted.
  private static final String TRANSACTIONS =
      """
      SELECT trx_mysql_thread_id AS session, trx_started AS started, trx_id AS id,
             trx_rows_modified > 0 AS has_written, trx_mysql_thread_id = CONNECTION_ID() AS own
      FROM information_schema.innodb_trx
      """;

  private final MariaDbConnections connector;
  private final DatabaseAddress address;

  public MariaDbWriters(MariaDbConnections connector, DatabaseAddress address) {
    this.connector = connector;
    this.address = address;
  }

  /// Why they cannot be seen; null where they can.
  ///
  /// @throws PlimsollException with what the server says
  public static @Nullable String whyUnseen(MariaDbSession session) {
    try {
      session.list(MAY_SEE, _ -> true);
    } catch (PlimsollException e) {
      if (e.code() == ErrorCode.INSUFFICIENT_PRIVILEGE) {
        return "the role does not see who is still writing, which takes PROCESS: give increment.lag,"
            + " or GRANT PROCESS ON *.* to it";
      }
      throw e;
    }
    return writesWhatOthersHaveWritten(session)
        ? "a replica or a member of a cluster does not show who is still writing elsewhere: give"
            + " increment.lag, or the primary"
        : null;
  }

  /// Whether the server is a replica or a member of a cluster, as far as the role sees: others'
  /// threads are shown to who has PROCESS.
  static boolean writesWhatOthersHaveWritten(MariaDbSession session) {
    return session.one(APPLIES, row -> row.getLong(1) > 0);
  }

  /// Names of those at work, each as itself and by its session.
  ///
  /// @param transactions that have written, as `transaction of session 5 since …`
  /// @param sessions that have one, or run a statement, as `session 5`
  /// @param beginning those of the sessions that run a statement and have written nothing yet
  /// @param prepared those of the transactions that have no session any more
  public record AtWork(
      Set<String> transactions, Set<String> sessions, Set<String> beginning, Set<String> prepared) {
    /// Those whose end is to be awaited. A statement that has written nothing yet may do so and
    /// leave its transaction open: so it counts by its session.
    public Set<String> toAwait() {
      return union(transactions, beginning);
    }

    /// Those that have not ended, by every name that they may be awaited under.
    public Set<String> open() {
      return union(transactions, sessions);
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
      Set<String> all = new TreeSet<>(some);
      all.addAll(others);
      return all;
    }
  }

  /// Who is at work, at the earliest when this is called.
  ///
  /// @throws PlimsollException LOCK_TIMEOUT where the server renews its list for nobody, since
  ///     somebody asks for it all the time; else what it says
  public AtWork look() {
    try (MariaDbSession session = connector.open(address, APPLICATION)) {
      List<String> running = session.list(STATEMENTS, row -> "session " + row.getLong("id"));
      session.begin();
      for (int looks = 0; looks < MOST_LOOKS; looks++) {
        AtWork found =
            new AtWork(
                new TreeSet<>(), new TreeSet<>(running), new TreeSet<>(running), new TreeSet<>());
        if (readTransactions(session, found)) {
          return found;
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "the service stops", e);
    }
    throw new PlimsollException(
        ErrorCode.LOCK_TIMEOUT,
        "the server's list of transactions (innodb_trx) is not renewed: somebody asks for it more often"
            + " than every 100 ms");
  }

  // Whether the list is a new one.
  private static boolean readTransactions(MariaDbSession session, AtWork found) {
    return session.list(TRANSACTIONS, row -> readTransaction(row, found)).contains(true);
  }

  // Whether it is that of the session that asks.
  private static boolean readTransaction(ResultSet row, AtWork found) throws SQLException {
    if (row.getBoolean("has_written")) {
      long number = row.getLong("session");
      if (number == 0) {
        String name = "prepared transaction " + row.getString("id");
        found.prepared().add(name);
        found.transactions().add(name);
      } else {
        String name = "session " + number;
        found.sessions().add(name);
        found.beginning().remove(name);
        found
            .transactions()
            .add("transaction of %s since %s".formatted(name, row.getString("started")));
      }
    }
    return row.getBoolean("own");
  }
}
