package dev.plimsoll.sync.database;

import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.postgres.transaction.Transactions.Work;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;

/// Own database of this service. Work runs in one transaction, on a pooled connection.
/// Thread-safe.
@Singleton
public final class SyncDatabase {
  private final DataSource dataSource;
  private final Transactions transactions;

  public SyncDatabase(DataSource dataSource) {
    this.dataSource = dataSource;
    this.transactions = new Transactions(dataSource);
  }

  /// Time of the database, shared by all processes.
  public static Instant now(Connection connection) throws SQLException {
    return Sql.of(connection, "SELECT clock_timestamp() AS now")
        .one(row -> Columns.instant(row, "now"));
  }

  @FunctionalInterface
  public interface Command {
    void run(Connection connection) throws SQLException;
  }

  /// Runs work in a transaction; on failure rolls back and rethrows.
  public <T> T transaction(Work<T> work) throws SQLException {
    return transactions.run(work);
  }

  /// As {@link #transaction}, with failures as problems.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException with the code of the failure
  public <T> T ask(Work<T> work) {
    try {
      return transaction(work);
    } catch (SQLException e) {
      throw ExceptionCodes.of(e);
    }
  }

  /// As {@link #ask}, without a result.
  public void tell(Command command) {
    this.<Boolean>ask(
        connection -> {
          command.run(connection);
          return true;
        });
  }

  /// Connection for the caller to hold and close, in auto-commit mode.
  public Connection session() throws SQLException {
    return dataSource.getConnection();
  }
}
