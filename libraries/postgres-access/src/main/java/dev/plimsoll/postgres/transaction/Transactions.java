package dev.plimsoll.postgres.transaction;

import dev.plimsoll.postgres.history.Histories;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/// Runner of transactions with the database's default isolation: committed when the work returns,
/// rolled back when it throws. Thread-safe.
public final class Transactions {
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private final DataSource dataSource;
  private final Histories histories;

  /// @param dataSource of connections in auto-commit mode
  public Transactions(DataSource dataSource) {
    this(dataSource, Histories.unwatched());
  }

  /// @param histories of the database, for users with caches
  public Transactions(DataSource dataSource, Histories histories) {
    this.dataSource = dataSource;
    this.histories = histories;
  }

  public Histories histories() {
    return histories;
  }

  /// The history's generation, to be read before a cache is used.
  public long generation() throws SQLException {
    if (histories.unknown()) {
      statements(_ -> true);
    }
    return histories.generation();
  }

  /// Runs work in auto-commit mode; exceptions as [#run].
  public <T> T statements(Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      histories.see(connection);
      return work.run(connection);
    }
  }

  /// @throws SQLException also when the commit's outcome is unknown: work must be idempotent
  public <T> T run(Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      histories.see(connection);
      connection.setAutoCommit(false);
      try {
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (Throwable e) {
        try {
          connection.rollback();
        } catch (SQLException failure) {
          e.addSuppressed(failure);
        }
        throw e;
      } finally {
        // The pool discards a broken connection; an exception here would hide the cause.
        if (!connection.isClosed()) {
          connection.setAutoCommit(true);
        }
      }
    }
  }

  /// Runs read-only work in one snapshot.
  public <T> T snapshot(Work<T> work) throws SQLException {
    return run(
        connection -> {
          try (Statement begin = connection.createStatement()) {
            begin.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
          }
          return work.run(connection);
        });
  }
}
