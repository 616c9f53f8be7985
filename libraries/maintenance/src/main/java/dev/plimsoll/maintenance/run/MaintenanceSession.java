package dev.plimsoll.maintenance.run;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.index.TableSql;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Session in which an action runs, which holds the claim on its table. Not thread-safe.
final class MaintenanceSession implements AutoCloseable {
  private static final int WITH_TRANSACTION_TIMEOUT = 17;
  private static final Duration SLICE = Duration.ofMillis(200);
  private static final Duration LOCKED_AND_IDLE = Duration.ofSeconds(1);

  private final Connection connection;
  private final RunContext context;
  private final RunLimits limits;
  private final String name;
  private final int pid;

  private MaintenanceSession(
      Connection connection, RunContext context, RunLimits limits, String name, int pid) {
    this.connection = connection;
    this.context = context;
    this.limits = limits;
    this.name = name;
    this.pid = pid;
  }

  /// @param job of the queue; with the attempt it names the session
  static MaintenanceSession open(RunContext context, RunLimits limits, long job, int attempt)
      throws SQLException {
    String name = "maintenance/%d/%d".formatted(job, attempt);
    Connection connection = context.open("plimsoll/" + name);
    try {
      settle(connection);
      int pid =
          Sql.of(connection, "SELECT pg_catalog.pg_backend_pid() AS pid")
              .one(row -> row.getInt("pid"));
      return new MaintenanceSession(connection, context, limits, name, pid);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /// Unlike a build, an action is not worth following: where its process is gone, the server ends
  /// its statement within seconds, and the next attempt begins anew.
  private static void settle(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          SET search_path = pg_catalog;
          SET statement_timeout = 0;
          SET lock_timeout = 0;
          SET idle_session_timeout = 0;
          SET idle_in_transaction_session_timeout = 0;
          SET default_transaction_read_only = off;
          SET tcp_keepalives_idle = 30;
          SET tcp_keepalives_interval = 5;
          SET tcp_keepalives_count = 4;
          SET vacuum_cost_delay = '2ms'
          """);
      if (connection.getMetaData().getDatabaseMajorVersion() >= WITH_TRANSACTION_TIMEOUT) {
        statement.execute("SET transaction_timeout = 0");
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET client_connection_check_interval = '1s'");
    } catch (SQLException e) {
      // Not on every operating system.
      if (SqlStates.errorCode(e) == ErrorCode.CONNECTION_LOST) {
        throw e;
      }
    }
  }

  Connection connection() {
    return connection;
  }

  RunContext context() {
    return context;
  }

  RunLimits limits() {
    return limits;
  }

  int version() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }

  void limit(long memoryBytes, int workers) throws SQLException {
    execute(TableSql.limits(memoryBytes, workers));
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// A statement that may take long, under the watcher's eyes. It takes no lock that stops reads
  /// or writes.
  ///
  /// @throws SteppedBackException where it was canceled for others' sake, or stopped
  void watched(String sql) throws SQLException {
    @Nullable String stop = context.stop();
    if (stop != null) {
      throw new SteppedBackException(stop);
    }
    try (Statement statement = connection.createStatement();
        Bystanders watcher =
            Bystanders.of(context, limits, pid, statement, "plimsoll-watch/" + name)) {
      try {
        statement.execute(sql);
      } catch (SQLException e) {
        @Nullable String why = watcher.canceled();
        if (why != null && "57014".equals(e.getSQLState())) {
          throw new SteppedBackException(why, e);
        }
        throw e;
      }
    }
  }

  /// Statements under ACCESS EXCLUSIVE, each of which is short once it has its lock; all in one
  /// transaction. A try waits briefly, since a waiting one stops every later reader.
  ///
  /// @throws SteppedBackException where no try got its lock
  void shortlyLocked(List<String> statements) throws SQLException {
    for (int failures = 1; ; failures++) {
      try {
        attempt(statements);
        return;
      } catch (SQLException e) {
        if (SqlStates.errorCode(e) != ErrorCode.LOCK_TIMEOUT && !"57014".equals(e.getSQLState())) {
          throw e;
        }
        if (failures >= limits.lockTries()) {
          throw new SteppedBackException(
              "no lock within %d tries of %d ms"
                  .formatted(limits.lockTries(), limits.lockTry().toMillis()),
              e);
        }
        pause(limits.pause(failures));
      }
    }
  }

  // What waits behind it does so for the try and for the statements themselves.
  private void attempt(List<String> statements) throws SQLException {
    connection.setAutoCommit(false);
    try {
      execute(
          """
          SET LOCAL lock_timeout = %d; SET LOCAL statement_timeout = %d;
          SET LOCAL idle_in_transaction_session_timeout = %d
          """
              .formatted(
                  limits.lockTry().toMillis(),
                  limits.lockTry().plus(limits.othersWait()).toMillis(),
                  LOCKED_AND_IDLE.toMillis()));
      for (String sql : statements) {
        execute(sql);
      }
      connection.commit();
    } catch (SQLException e) {
      if (!connection.isClosed()) {
        connection.rollback();
      }
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  private void pause(Duration duration) throws SteppedBackException {
    try {
      for (Duration left = duration; left.isPositive(); left = left.minus(SLICE)) {
        @Nullable String stop = context.stop();
        if (stop != null) {
          throw new SteppedBackException(stop);
        }
        Thread.sleep(left.compareTo(SLICE) < 0 ? left : SLICE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new SteppedBackException("this process is ending");
    }
  }

  boolean alive() {
    try {
      return connection.isValid(5);
    } catch (SQLException _) {
      return false;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
