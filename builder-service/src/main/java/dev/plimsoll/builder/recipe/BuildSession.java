package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetCatalog;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.progress.Holders;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.OffendingKey;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.index.IndexTrial;
import dev.plimsoll.postgres.index.TableSql;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.tracing.StatementComment;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Session of the target in which a build runs. It also holds the claim on the table, which so ends
/// with the session or when that is released for another build.
public final class BuildSession implements AutoCloseable {
  private static final int ALIVE_WITHIN_SECONDS = 5;
  private static final Duration LOCKED_AND_IDLE = Duration.ofSeconds(5);
  private static final Duration SLICE = Duration.ofMillis(100);
  private static final int WITH_TRANSACTION_TIMEOUT = 17;

  private final Connection connection;
  private final BuildCommand build;
  private final LockRetryPolicy lockRetry;
  private final StopSignal stop;
  private final CancelSignal cancel;
  private final AttemptFence fence;
  private final BlockerListener waiting;
  private @Nullable IndexShape meaning;
  private Duration createTime = Duration.ZERO;
  private long indexBytes;
  private boolean released;

  /// Takes over the connection and configures it for work of hours.
  public BuildSession(
      Connection connection,
      BuildCommand build,
      LockRetryPolicy lockRetry,
      StopSignal stop,
      CancelSignal cancel,
      AttemptFence fence,
      BlockerListener waiting)
      throws SQLException {
    this.connection = connection;
    this.build = build;
    this.lockRetry = lockRetry;
    this.stop = stop;
    this.cancel = cancel;
    this.fence = fence;
    this.waiting = waiting;
    // A build outlives all timeouts of role and database, and even this process: the next owner
    // then follows it. A session of a machine that is gone ends within two minutes and releases its
    // claim.
    execute(
        """
        SET search_path = pg_catalog;
        SET statement_timeout = 0;
        SET lock_timeout = 0;
        SET idle_session_timeout = 0;
        SET idle_in_transaction_session_timeout = 0;
        SET client_connection_check_interval = 0;
        SET default_transaction_read_only = off;
        SET tcp_keepalives_idle = 60;
        SET tcp_keepalives_interval = 10;
        SET tcp_keepalives_count = 6;
        SET plan_cache_mode = force_generic_plan
        """);
    // The table's facts are read before every step, and planning that query takes longer than
    // running it.
    connection.unwrap(PGConnection.class).setPrepareThreshold(1);
    if (connection.getMetaData().getDatabaseMajorVersion() >= WITH_TRANSACTION_TIMEOUT) {
      execute("SET transaction_timeout = 0");
    }
  }

  /// The same session for a part of the build.
  BuildSession of(BuildCommand part) throws SQLException {
    return new BuildSession(connection, part, lockRetry, stop, cancel, fence, waiting);
  }

  public BuildCommand build() {
    return build;
  }

  /// As written in statements, with the schemas of operator classes.
  IndexDefinition definition() throws SQLException {
    return IndexTrial.qualified(connection, build.definition());
  }

  void waitsFor(String whom) {
    waiting.blockedBy(whom);
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

  public TargetTableFacts read() throws SQLException {
    TargetTableFacts table = TargetCatalog.read(connection, build);
    if (meaning == null) {
      // An index that an earlier session made has PostgreSQL's meaning of the definition.
      meaning =
          table
              .index(BuildNames.index(build.buildId()))
              .filter(TargetTableFacts.Index::valid)
              .map(TargetTableFacts.Index::shape)
              .filter(shape -> shape.columns().equals(build.definition().columns()))
              .filter(shape -> shape.unique() == build.definition().isUnique())
              .map(shape -> shape.asAskedFor(build.definition()))
              .orElse(null);
    }
    return meaning == null ? table : table.wanting(meaning);
  }

  void means(IndexShape shape) {
    meaning = shape;
  }

  public boolean cancelled() {
    return cancel.requested();
  }

  /// @throws CancelSignal.CancelledException when the build was cancelled
  public void heedCancel() {
    cancel.heed();
  }

  void found(List<OffendingKey> keys) {
    waiting.found(keys);
  }

  /// Waits outside of any statement or transaction.
  ///
  /// @throws StopSignal.StoppedException when the process is ending
  /// @throws CancelSignal.CancelledException when the build was cancelled
  public void pause(Duration duration) {
    for (Duration left = duration; left.isPositive(); left = left.minus(SLICE)) {
      cancel.heed();
      stop.pause(left.compareTo(SLICE) < 0 ? left : SLICE);
    }
    cancel.heed();
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
      statement.execute(StatementComment.on(sql));
    }
  }

  void limit(long maintenanceWorkMemBytes, int parallelWorkers) throws SQLException {
    execute(TableSql.limits(maintenanceWorkMemBytes, parallelWorkers));
  }

  /// Limits of our own queries, which get the build's memory after its sort has released it.
  ///
  /// @param timeout of a statement; zero for none
  void limitQueries(Duration timeout) throws SQLException {
    execute(
        """
        SET work_mem = '%dkB';
        SET hash_mem_multiplier = 1;
        SET max_parallel_workers_per_gather = 0;
        SET statement_timeout = %d
        """
            .formatted(
                TableSql.kib(build.allocation().maintenanceWorkMemBytes()), timeout.toMillis()));
  }

  /// Runs the charged statement, unless this attempt has begun it before.
  ///
  /// @throws PlimsollException BUILD_LOST when it has, and its index is not there
  void timedCreate(String sql) throws SQLException {
    if (!fence.begin(build)) {
      throw new PlimsollException(
          ErrorCode.BUILD_LOST,
          "%s: attempt %d had begun its CREATE INDEX, whose session is gone"
              .formatted(build.table(), build.attempt()));
    }
    createAgain(sql);
  }

  /// Runs it once more in this session, which has seen it fail.
  void createAgain(String sql) throws SQLException {
    heedCancel();
    long begun = System.nanoTime();
    execute(sql);
    createTime = Duration.ofNanos(System.nanoTime() - begun);
  }

  /// Drops it without blocking readers or writers.
  void dropIndex(String name) throws SQLException {
    execute(IndexSql.dropConcurrently(new QualifiedName(build.table().schema(), name)));
  }

  /// A short query only: with outdated statistics it could read the whole table in vain, under a
  /// snapshot that other builds of this database wait for.
  boolean holdsNull(String column, Duration timeout) throws SQLException {
    String sql =
        "SELECT EXISTS (SELECT FROM %s WHERE %s IS NULL)"
            .formatted(Identifiers.quote(build.table()), Identifiers.quote(column));
    execute("SET statement_timeout = " + timeout.toMillis());
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() && rows.getBoolean(1);
    } catch (SQLException e) {
      boolean forbidden = "42501".equals(e.getSQLState());
      if (!forbidden && (!"57014".equals(e.getSQLState()) || cancelled())) {
        throw e;
      }
      return false;
    } finally {
      if (alive()) {
        execute("SET statement_timeout = 0");
      }
    }
  }

  IndexTrial.Verdict tryDefinition(TargetTableFacts table) throws SQLException {
    return patiently(
        table.relation().oid(),
        timeout -> IndexTrial.of(connection, build.table(), build.definition(), timeout));
  }

  /// Runs statements under ACCESS EXCLUSIVE in one transaction. Each try waits briefly for the
  /// lock, since a waiting one stops every later reader.
  ///
  /// @throws PlimsollException LOCK_TIMEOUT with the table's holders
  void shortlyLocked(TargetTableFacts table, List<String> statements) throws SQLException {
    shortlyLocked(table.relation().oid(), statements);
  }

  /// @param relation the table or index to be locked
  void shortlyLocked(long relation, List<String> statements) throws SQLException {
    Briefly<Boolean> attempt = timeout -> attempt(timeout, statements);
    patiently(relation, attempt);
  }

  /// Action that fails with 55P03 when a lock takes too long.
  @FunctionalInterface
  private interface Briefly<T> {
    T within(Duration lockTimeout) throws SQLException;
  }

  private <T> T patiently(long relation, Briefly<T> action) throws SQLException {
    Duration timeout = lockRetry.timeout();
    for (int failures = 1; ; failures++) {
      try {
        T result = action.within(timeout);
        waiting.blockedBy(null);
        return result;
      } catch (SQLException e) {
        if (SqlStates.errorCode(e) != ErrorCode.LOCK_TIMEOUT || !alive()) {
          throw e;
        }
        Holders holders = Holders.of(connection, relation);
        if (failures >= lockRetry.attempts()) {
          throw new PlimsollException(
              ErrorCode.LOCK_TIMEOUT,
              "%s: no lock within %d attempts of %d ms; %s"
                  .formatted(
                      build.table(),
                      lockRetry.attempts(),
                      lockRetry.timeout().toMillis(),
                      holders.sentence()),
              e);
        }
        waiting.blockedBy(holders.sentence());
        // Autovacuum yields only to a wait longer than deadlock_timeout.
        timeout =
            holders.givesWay() ? holders.untilItGivesWay(lockRetry.timeout()) : lockRetry.timeout();
        pause(lockRetry.pause(failures, ThreadLocalRandom.current()));
      }
    }
  }

  private boolean attempt(Duration lockTimeout, List<String> statements) throws SQLException {
    connection.setAutoCommit(false);
    try {
      // A frozen builder must not block every reader: the server ends its session.
      execute(
          "SET LOCAL lock_timeout = %d; SET LOCAL idle_in_transaction_session_timeout = %d"
              .formatted(lockTimeout.toMillis(), LOCKED_AND_IDLE.toMillis()));
      for (String statement : statements) {
        execute(statement);
      }
      connection.commit();
      return true;
    } catch (SQLException e) {
      if (alive()) {
        connection.rollback();
      }
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  /// Hands the connection on, with its locks and settings; [#close] then leaves it open.
  public Connection release() {
    released = true;
    return connection;
  }

  @Override
  public void close() throws SQLException {
    if (!released) {
      connection.close();
    }
  }
}
