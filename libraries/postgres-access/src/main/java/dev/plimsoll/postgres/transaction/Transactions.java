package dev.plimsoll.postgres.transaction;

import dev.plimsoll.postgres.history.Histories;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/// Runs work in a transaction of the database's default isolation: committed when it returns,
/// rolled back when it throws.
public final class Transactions {
  /// What runs in a transaction.
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private final DataSource dataSource;
  private final Histories histories;

  /// @param dataSource gives connections in auto-commit mode, and takes them back so
  public Transactions(DataSource dataSource) {
    this(dataSource, Histories.unwatched());
  }

  /// @param histories of the database, for those who remember something of it
  public Transactions(DataSource dataSource, Histories histories) {
    this.dataSource = dataSource;
    this.histories = histories;
  }

  public Histories histories() {
    return histories;
  }

  /// Of the database's history, to be noted before anything remembered is looked up.
  public long generation() throws SQLException {
    if (histories.unknown()) {
      statements(_ -> true);
    }
    return histories.generation();
  }

  /// Runs work each statement of which is a transaction of its own.
  ///
  /// @throws SQLException as [#run]
  public <T> T statements(Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      histories.see(connection);
      return work.run(connection);
    }
  }

  /// @throws SQLException also when the outcome of the commit is unknown: work must be such that
  ///     doing it again is harmless
  public <T> T run(Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      histories.see(connection);
      connection.setAutoCommit(false);
      try {
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (Throwable e) {
        rollBack(connection, e);
        throw e;
      } finally {
        restore(connection);
      }
    }
  }

  /// Runs work that only reads, all of it in one snapshot.
  ///
  /// @throws SQLException doing it again is harmless
  public <T> T snapshot(Work<T> work) throws SQLException {
    return run(
        connection -> {
          try (Statement begin = connection.createStatement()) {
            begin.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
          }
          return work.run(connection);
        });
  }

  private static void rollBack(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static void restore(Connection connection) throws SQLException {
    // A connection that broke is the pool's to throw away; complaining would hide why it broke.
    if (!connection.isClosed()) {
      connection.setAutoCommit(true);
    }
  }
}
