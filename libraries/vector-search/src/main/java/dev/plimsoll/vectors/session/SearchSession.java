package dev.plimsoll.vectors.session;

import dev.plimsoll.postgres.transaction.Transactions.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.PGConnection;

/// A session that is lent to one search, whose statements another thread can end.
public final class SearchSession {
  private static final String QUERY_CANCELED = "57014";

  private final Connection connection;
  private final EqualSnapshots equalSnapshots;

  /// A statement does not end while its cancellation is on the way: it would hit the next one.
  private final ReentrantLock cancelling = new ReentrantLock();

  private boolean running;
  private boolean cancelled;

  /// @param equalSnapshots of its database
  SearchSession(Connection connection, EqualSnapshots equalSnapshots) {
    this.connection = connection;
    this.equalSnapshots = equalSnapshots;
  }

  EqualSnapshots equalSnapshots() {
    return equalSnapshots;
  }

  Connection connection() {
    return connection;
  }

  /// @throws SQLException with SQLSTATE 57014 once it is cancelled
  public <T> T run(Work<T> work) throws SQLException {
    cancelling.lock();
    try {
      if (cancelled) {
        throw new SQLException("the search was cancelled", QUERY_CANCELED);
      }
      running = true;
    } finally {
      cancelling.unlock();
    }
    try {
      return work.run(connection);
    } finally {
      cancelling.lock();
      running = false;
      cancelling.unlock();
    }
  }

  /// Ends what it runs, and lets nothing more run.
  public void cancel() {
    cancelling.lock();
    try {
      cancelled = true;
      if (running) {
        connection.unwrap(PGConnection.class).cancelQuery();
      }
    } catch (SQLException _) {
      // The server is gone, and with it the statement.
    } finally {
      cancelling.unlock();
    }
  }
}
