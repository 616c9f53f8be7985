package dev.plimsoll.health.facts;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.RowMapper;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One read-only snapshot of a database, with a deadline and a count of its statements. Not
/// thread-safe, like its connection.
public final class HealthSession {
  /// What is read within a savepoint.
  @FunctionalInterface
  public interface Look<T extends @Nullable Object> {
    T take() throws SQLException;
  }

  private final Connection connection;
  private final long until;
  private int statements;

  private HealthSession(Connection connection, long until) {
    this.connection = connection;
    this.until = until;
  }

  /// Begins a transaction that [#end] rolls back with all its settings.
  ///
  /// Names are pinned to `pg_catalog`, and dates are written in one form, since bounds of
  /// partitions are read as text. JIT takes longer than these queries do.
  ///
  /// @param connection in auto-commit mode
  public static HealthSession begin(
      Connection connection, Duration total, Duration statement, Duration lock)
      throws SQLException {
    if (!connection.getAutoCommit()) {
      throw new IllegalArgumentException("a check has a transaction of its own");
    }
    connection.setAutoCommit(false);
    HealthSession session = new HealthSession(connection, System.nanoTime() + total.toNanos());
    try (Statement begin = connection.createStatement()) {
      begin.execute(
          """
          SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
          SET LOCAL search_path = pg_catalog; SET LOCAL jit = off;
          SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC';
          SET LOCAL statement_timeout = %d; SET LOCAL lock_timeout = %d;
          SET LOCAL idle_in_transaction_session_timeout = %d
          """
              .formatted(statement.toMillis(), lock.toMillis(), total.toMillis()));
    } catch (SQLException e) {
      session.end();
      throw e;
    }
    session.statements++;
    return session;
  }

  public void end() throws SQLException {
    if (!connection.isClosed()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /// For readers of postgres-access.
  public Connection connection() {
    return connection;
  }

  public int statements() {
    return statements;
  }

  public void counted(int others) {
    statements += others;
  }

  public boolean timeIsUp() {
    return System.nanoTime() - until > 0;
  }

  public Duration timeLeft() {
    return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
  }

  public <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... parameters)
      throws SQLException {
    requireTime();
    return Sql.of(connection, sql, parameters).list(mapper);
  }

  /// @param sql as for [CatalogScope#query]
  <T> List<T> list(CatalogScope scope, String sql, RowMapper<T> mapper) throws SQLException {
    requireTime();
    return scope.query(connection, sql).list(mapper);
  }

  private void requireTime() throws SQLException {
    if (timeIsUp()) {
      throw new SQLTimeoutException("the time of the check is over", "57014");
    }
    statements++;
  }

  /// Reads within a savepoint: a failure leaves the snapshot usable.
  public <T extends @Nullable Object> T within(Look<T> look) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      T read = look.take();
      connection.releaseSavepoint(before);
      return read;
    } catch (SQLException | RuntimeException e) {
      if (!connection.isClosed()) {
        connection.rollback(before);
      }
      throw e;
    }
  }

  /// As [#within], and takes back the settings that the look has made.
  public <T extends @Nullable Object> T apart(Look<T> look) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      return look.take();
    } finally {
      if (!connection.isClosed()) {
        connection.rollback(before);
      }
    }
  }

  /// As [#within], with an answer for a failure.
  ///
  /// @throws SQLException where the connection broke
  public <T extends @Nullable Object> T attempt(Look<T> look, Function<SQLException, T> otherwise)
      throws SQLException {
    try {
      return within(look);
    } catch (SQLException e) {
      if (lostBy(e)) {
        throw e;
      }
      return otherwise.apply(e);
    }
  }

  public static boolean lostBy(SQLException e) {
    return SqlStates.errorCode(e) == ErrorCode.CONNECTION_LOST;
  }
}
