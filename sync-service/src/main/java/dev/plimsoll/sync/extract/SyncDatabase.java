package dev.plimsoll.sync.extract;

import dev.plimsoll.sync.effect.Failures;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/// This service's own database: work in one transaction each, on a pooled connection.
@Singleton
public final class SyncDatabase {
  private final DataSource dataSource;

  public SyncDatabase(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /// What is done in a transaction.
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /// What is done in a transaction and answers nothing.
  @FunctionalInterface
  public interface Command {
    void run(Connection connection) throws SQLException;
  }

  /// Runs in a transaction; commits, or rolls back and passes the failure on as it is.
  public <T> T transaction(Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (Throwable e) {
        rollBack(connection, e);
        throw e;
      } finally {
        resetAutoCommit(connection);
      }
    }
  }

  private static void rollBack(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  // A broken connection refuses; the pool drops it, and the first failure is the one that tells.
  private static void resetAutoCommit(Connection connection) throws SQLException {
    if (!connection.isClosed()) {
      connection.setAutoCommit(true);
    }
  }

  /// As {@link #transaction}, with failures as problems.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException with the code of the failure
  public <T> T ask(Work<T> work) {
    try {
      return transaction(work);
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }

  /// As {@link #ask}, for work that answers nothing.
  public void tell(Command command) {
    this.<Boolean>ask(
        connection -> {
          command.run(connection);
          return true;
        });
  }

  /// A connection for the caller to hold as long as it wants, in auto-commit mode.
  public Connection session() throws SQLException {
    return dataSource.getConnection();
  }
}
