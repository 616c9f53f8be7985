package dev.plimsoll.vectors.session;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/// Warm sessions of one database, a limited number, lent to searches. Thread-safe.
///
/// A search waits for one session at most; more it gets only as far as nobody uses them, so that
/// searches side by side do not wait for each other's sessions.
public final class SearchSessions implements AutoCloseable {
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final HikariDataSource pool;
  private final Semaphore free;
  private final Duration leaseTimeout;
  private final EqualSnapshots equalSnapshots = new EqualSnapshots();

  /// @param name of the pool, for logs
  /// @param source of new sessions, in auto-commit mode
  /// @param limits of the sessions and of what they run
  public SearchSessions(String name, DataSource source, Limits limits) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(limits.sessions());
    config.setMinimumIdle(0);
    config.setIdleTimeout(IDLE.toMillis());
    config.setConnectionTimeout(limits.leaseTimeout().toMillis());
    // A database that is away now may be there at the first search.
    config.setInitializationFailTimeout(-1);
    // What is shared are ranges, not the executor's nodes; compiling takes longer than a search.
    config.setConnectionInitSql(
        "SET statement_timeout = %d; SET max_parallel_workers_per_gather = 0; SET jit = off"
            .formatted(limits.statementTimeout().toMillis()));
    this.pool = new HikariDataSource(config);
    this.free = new Semaphore(limits.sessions(), true);
    this.leaseTimeout = limits.leaseTimeout();
  }

  /// Number of sessions that nobody uses, an unopened one included.
  public int free() {
    return free.availablePermits();
  }

  /// Most sessions at a time.
  public int most() {
    return pool.getMaximumPoolSize();
  }

  /// Number of sessions that are open, lent ones included.
  public int opened() {
    return pool.getHikariPoolMXBean() == null
        ? 0
        : pool.getHikariPoolMXBean().getTotalConnections();
  }

  /// Number of sessions that are open and that nobody uses.
  public int idle() {
    return pool.getHikariPoolMXBean() == null ? 0 : pool.getHikariPoolMXBean().getIdleConnections();
  }

  /// Lends sessions: waits for the first, and takes more as far as they are free.
  ///
  /// @param wanted 1 or more
  /// @param cancellation by which its statements can be ended
  /// @throws SQLTransientConnectionException where even one did not become free in time
  public Lease lease(int wanted, Cancellation cancellation)
      throws SQLException, InterruptedException {
    if (!free.tryAcquire(leaseTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new SQLTransientConnectionException(
          "no session became free within " + leaseTimeout.toSeconds() + " s", "53300");
    }
    Lease lease = new Lease(cancellation);
    try {
      lease.open();
      lease.grow(wanted);
      return lease;
    } catch (Throwable e) {
      try (lease) {
        throw e;
      }
    }
  }

  /// Closes idle sessions now and lent ones when they come back.
  @Override
  public void close() {
    pool.close();
  }

  /// @param sessions of one database at a time, 1 or more
  /// @param leaseTimeout for a free or new session, 250 ms or more
  /// @param statementTimeout how long one runs before the server ends it
  public record Limits(int sessions, Duration leaseTimeout, Duration statementTimeout) {}

  /// Sessions of one search.
  public final class Lease implements Cancellation.Cancellable, AutoCloseable {
    private final Cancellation cancellation;
    private final List<SearchSession> sessions = new CopyOnWriteArrayList<>();

    private Lease(Cancellation cancellation) {
      this.cancellation = cancellation;
    }

    /// 1 or more, auto-commit on where this search has not changed it.
    public List<SearchSession> sessions() {
      return List.copyOf(sessions);
    }

    /// Takes more, up to so many in all, as far as they are free.
    public void grow(int wanted) throws SQLException {
      while (sessions.size() < wanted && free.tryAcquire()) {
        open();
      }
      cancellation.reaches(this);
    }

    /// The same sessions after a failure, without their transactions.
    ///
    /// @throws SQLException where one is broken
    public List<SearchSession> renewed() throws SQLException {
      List<SearchSession> fresh = new ArrayList<>();
      for (SearchSession session : sessions) {
        Connection connection = session.connection();
        if (!connection.getAutoCommit()) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
        fresh.add(new SearchSession(connection, equalSnapshots));
      }
      sessions.clear();
      sessions.addAll(fresh);
      cancellation.reaches(this);
      return fresh;
    }

    // With a permit, which is given back where no session can be had.
    private void open() throws SQLException {
      try {
        sessions.add(new SearchSession(pool.getConnection(), equalSnapshots));
      } catch (Throwable e) {
        free.release();
        throw e;
      }
    }

    @Override
    public void cancel() {
      sessions.forEach(SearchSession::cancel);
    }

    /// Gives them back. What was found does not wait until the server has ended the transactions of
    /// several.
    @Override
    public void close() {
      cancellation.leaves(this);
      if (sessions.size() == 1) {
        giveBack(sessions.getFirst().connection());
      } else {
        for (SearchSession session : sessions) {
          Thread.ofVirtual().start(() -> giveBack(session.connection()));
        }
      }
      sessions.clear();
    }

    /// One in an unknown state is closed.
    private void giveBack(Connection connection) {
      try (connection) {
        if (!connection.getAutoCommit()) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
      } catch (SQLException e) {
        pool.evictConnection(connection);
      } finally {
        free.release();
      }
    }
  }
}
