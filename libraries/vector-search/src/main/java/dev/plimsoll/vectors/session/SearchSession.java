package dev.plimsoll.vectors.session;

import dev.plimsoll.postgres.transaction.Transactions.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.PGConnection;

/// A session that is lent to one search, whose statements another thread can end.
///
/// Ending one takes a server that answers. Where it does not, the connection is closed some seconds
/// later: a search ends, whatever became of its server.
public final class SearchSession {
  private static final String QUERY_CANCELED = "57014";
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

  private final Connection connection;
  private final EqualSnapshots equalSnapshots;

  /// A statement does not end while its cancellation is on the way: it would hit the next one.
  private final ReentrantLock cancelling = new ReentrantLock();

  private volatile boolean running;
  private volatile boolean cancelled;
  private volatile boolean aborted;

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
    } catch (SQLException e) {
      throw aborted
          ? new SQLException("the search was cancelled: its server is silent", QUERY_CANCELED, e)
          : e;
    } finally {
      cancelling.lock();
      leave();
      cancelling.unlock();
    }
  }

  private synchronized void leave() {
    running = false;
  }

  /// Ends what it runs, soon, and lets nothing more run. Does not wait.
  public void cancel() {
    cancelled = true;
    Thread.ofVirtual().name("search-cancel").start(this::askToEnd);
    Thread.ofVirtual().name("search-abort").start(this::abortIfItRunsOn);
  }

  // Over a connection of its own, which can take seconds.
  private void askToEnd() {
    cancelling.lock();
    try {
      if (running) {
        connection.unwrap(PGConnection.class).cancelQuery();
      }
    } catch (SQLException _) {
      // The server is gone or silent.
    } finally {
      cancelling.unlock();
    }
  }

  private void abortIfItRunsOn() {
    try {
      Thread.sleep(ENDS_WITHIN);
      abortIfRunning();
    } catch (SQLException _) {
      // It is closed.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  // Once it has ended, the connection may be another search's.
  private synchronized void abortIfRunning() throws SQLException {
    if (running) {
      aborted = true;
      connection.abort(Runnable::run);
    }
  }
}
