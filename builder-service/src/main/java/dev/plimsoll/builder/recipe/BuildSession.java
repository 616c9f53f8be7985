package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetCatalog;
import dev.plimsoll.builder.catalog.TargetTable;
import dev.plimsoll.builder.progress.BackendActivity;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// The one session of the target in which a build is carried out. It also holds the claim on the
/// table, so that the claim ends exactly when the session does.
public final class BuildSession implements AutoCloseable {
  private static final int ALIVE_WITHIN_SECONDS = 5;
  private static final long KIB = 1024;
  private static final long MAX_MEMORY_KIB = Integer.MAX_VALUE;
  private static final int WITH_TRANSACTION_TIMEOUT = 17;

  private final Connection connection;
  private final BuildCommand build;
  private final LockPatience patience;
  private final StopSignal stop;
  private final Waiting waiting;
  private Duration createTime = Duration.ZERO;
  private long indexBytes;

  /// Takes the connection over and sets it up for work of hours.
  public BuildSession(
      Connection connection,
      BuildCommand build,
      LockPatience patience,
      StopSignal stop,
      Waiting waiting)
      throws SQLException {
    this.connection = connection;
    this.build = build;
    this.patience = patience;
    this.stop = stop;
    this.waiting = waiting;
    // A build outlives every timeout that a role or database may have set, and, while it runs, this
    // process too: then the next owner follows it instead of starting again. A session that waits
    // for a machine that is gone, however, ends within two minutes and gives its claim back.
    execute(
        """
        SET search_path = pg_catalog;
        SET statement_timeout = 0;
        SET lock_timeout = 0;
        SET idle_session_timeout = 0;
        SET idle_in_transaction_session_timeout = 0;
        SET client_connection_check_interval = 0;
        SET tcp_keepalives_idle = 60;
        SET tcp_keepalives_interval = 10;
        SET tcp_keepalives_count = 6
        """);
    if (connection.getMetaData().getDatabaseMajorVersion() >= WITH_TRANSACTION_TIMEOUT) {
      execute("SET transaction_timeout = 0");
    }
  }

  public BuildCommand build() {
    return build;
  }

  public Connection connection() {
    return connection;
  }

  /// Time of the CREATE INDEX alone; zero where this session did not run it.
  public Duration createTime() {
    return createTime;
  }

  /// Of the finished index; 0 until it is verified.
  public long indexBytes() {
    return indexBytes;
  }

  void indexBytes(long bytes) {
    indexBytes = bytes;
  }

  public TargetTable read() throws SQLException {
    return TargetCatalog.read(connection, build);
  }

  boolean alive() {
    try {
      return connection.isValid(ALIVE_WITHIN_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void limit(long maintenanceWorkMemBytes, int parallelWorkers) throws SQLException {
    execute(
        "SET maintenance_work_mem = '%dkB'; SET max_parallel_maintenance_workers = %d"
            .formatted(kib(maintenanceWorkMemBytes), parallelWorkers));
  }

  /// What the build may use, for a query of ours after the sort has given it back.
  void limitQueries() throws SQLException {
    execute(
        "SET work_mem = '%dkB'; SET hash_mem_multiplier = 1; SET max_parallel_workers_per_gather = 0"
            .formatted(kib(build.maintenanceWorkMemBytes())));
  }

  void timedCreate(String sql) throws SQLException {
    long begun = System.nanoTime();
    execute(sql);
    createTime = Duration.ofNanos(System.nanoTime() - begun);
  }

  /// Without blocking readers or writers.
  void dropIndex(String name) throws SQLException {
    execute(
        "DROP INDEX CONCURRENTLY IF EXISTS "
            + Identifiers.quote(new QualifiedName(build.table().schema(), name)));
  }

  boolean holdsNull(String column) throws SQLException {
    String sql =
        "SELECT EXISTS (SELECT FROM %s WHERE %s IS NULL)"
            .formatted(Identifiers.quote(build.table()), Identifiers.quote(column));
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  /// Runs statements that need ACCESS EXCLUSIVE in one transaction, asking for the lock only
  /// briefly each time: whoever waits for it stops every reader that comes after.
  ///
  /// @throws PlimsollException LOCK_TIMEOUT when it was not to be had, naming who holds the table
  void shortlyLocked(TargetTable table, List<String> statements) throws SQLException {
    String holder = "";
    for (int failures = 1; failures <= patience.attempts(); failures++) {
      if (attempt(statements)) {
        waiting.blockedBy(null);
        return;
      }
      holder = BackendActivity.holders(connection, table.oid());
      waiting.blockedBy(holder);
      stop.pause(patience.pause(failures, ThreadLocalRandom.current()));
    }
    throw new PlimsollException(
        ErrorCode.LOCK_TIMEOUT,
        "%s: no lock within %d attempts of %d ms; %s"
            .formatted(build.table(), patience.attempts(), patience.timeout().toMillis(), holder));
  }

  private boolean attempt(List<String> statements) throws SQLException {
    connection.setAutoCommit(false);
    try {
      execute("SET LOCAL lock_timeout = " + patience.timeout().toMillis());
      for (String statement : statements) {
        execute(statement);
      }
      connection.commit();
      return true;
    } catch (SQLException e) {
      if (!alive()) {
        throw e;
      }
      connection.rollback();
      if (SqlStates.errorCode(e) == ErrorCode.LOCK_TIMEOUT) {
        return false;
      }
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  private static long kib(long bytes) {
    return Math.min(bytes / KIB, MAX_MEMORY_KIB);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
