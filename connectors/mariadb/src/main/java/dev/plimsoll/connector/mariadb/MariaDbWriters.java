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

/// Active writers, which may still commit rows with smaller values: transactions that have written,
/// and running statements that have not written yet. A value is assigned by the statement that
/// writes it, so a transaction without writes does not matter between its statements.
///
/// `innodb_trx` is a cache that is not refreshed while it is read more often than every 100 ms. So
/// a look begins a transaction in a new session and waits until the list contains it: such a list
/// is newer than the look's beginning.
///
/// Statements are read before transactions. One that writes in between is in either list; one that
/// begins after the look is assigned a greater value.
///
/// Source: MariaDB documentation, "Information Schema INNODB_TRX Table", "PROCESSLIST"; InnoDB's
/// `trx0i_s.cc` for the 100 ms.
public record MariaDbWriters(MariaDbConnections connector, DatabaseAddress address) {
  private static final String APPLICATION = "plimsoll-sync writers";
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(125);
  private static final int MOST_LOOKS = 16;

  private static final String MAY_SEE = "SELECT count(*) FROM information_schema.innodb_trx";

  // Threads that apply the writes of another server or cluster member.
  private static final String APPLIES =
      """
      SELECT count(*) FROM information_schema.processlist
      WHERE user = 'system user' AND command <> 'Daemon'
      """;

  // Without queries, idle sessions and the server's own.
  private static final String STATEMENTS =
      """
      SELECT id FROM information_schema.processlist
      WHERE id <> CONNECTION_ID() AND user NOT IN ('system user', 'event_scheduler')
        AND command NOT IN ('Sleep', 'Daemon', 'Connect', 'Ping', 'Quit', 'Binlog Dump',
                            'Binlog Dump GTID')
        AND coalesce(info, '') NOT LIKE 'SELECT%' AND coalesce(info, '') NOT LIKE 'SHOW%'
      """;

  // A prepared one (XA PREPARE) has no session after that has ended, or after a restart.
  private static final String TRANSACTIONS =
      """
      SELECT trx_mysql_thread_id AS session, trx_started AS started, trx_id AS id,
             trx_rows_modified > 0 AS has_written, trx_mysql_thread_id = CONNECTION_ID() AS own
      FROM information_schema.innodb_trx
      """;

  /// Why they are invisible; null where they are visible.
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

  /// Whether the server is a replica or cluster member, as far as the role sees without PROCESS.
  static boolean writesWhatOthersHaveWritten(MariaDbSession session) {
    return session.one(APPLIES, row -> row.getLong(1) > 0);
  }

  /// Names of active writers, by transaction and by session.
  ///
  /// @param transactions that have written, as `transaction of session 5 since …`
  /// @param sessions with such a transaction or a running statement, as `session 5`
  /// @param beginning sessions whose statement has not written yet
  /// @param prepared transactions without a session
  public record AtWork(
      Set<String> transactions, Set<String> sessions, Set<String> beginning, Set<String> prepared) {
    /// Those to wait for. A statement that has not written may still write and leave its
    /// transaction open, so its session counts.
    public Set<String> toAwait() {
      return union(transactions, beginning);
    }

    /// All that have not ended, by all their names.
    public Set<String> open() {
      return union(transactions, sessions);
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
      Set<String> all = new TreeSet<>(some);
      all.addAll(others);
      return all;
    }
  }

  /// The writers that are active after this call began.
  ///
  /// @throws PlimsollException LOCK_TIMEOUT where others read the server's list too often for it to
  ///     be refreshed; else the server's error
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
      throw MariaDbErrors.interrupted(e);
    }
    throw new PlimsollException(
        ErrorCode.LOCK_TIMEOUT,
        "the server's list of transactions (innodb_trx) is not renewed: somebody asks for it more often"
            + " than every 100 ms");
  }

  // Whether the list contains this session's transaction.
  private static boolean readTransactions(MariaDbSession session, AtWork found) {
    return session.list(TRANSACTIONS, row -> readTransaction(row, found)).contains(true);
  }

  // Whether the row is this session's transaction.
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
