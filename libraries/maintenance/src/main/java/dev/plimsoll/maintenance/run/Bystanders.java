package dev.plimsoll.maintenance.run;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Watcher of a running statement, from a session of its own: cancels it where others have waited
/// for it too long, it for others, or somebody says stop.
///
/// A watcher that cannot look cancels, too: nobody would know who waits.
final class Bystanders implements AutoCloseable {
  private static final Duration ASKS = Duration.ofSeconds(1);

  // Who waits, of pg_locks; the blockers only of those that wait long, since that look locks the
  // lock table. Ours is the session that is named, its workers and nobody else. waitstart is NULL
  // for a moment.
  private static final String LOOK =
      """
      WITH waiting AS MATERIALIZED (
        SELECT w.pid, extract(epoch FROM clock_timestamp() - min(w.waitstart)) * 1000 AS millis
        FROM pg_catalog.pg_locks w
        WHERE NOT w.granted AND w.pid IS NOT NULL
        GROUP BY w.pid
      )
      SELECT
        (SELECT w.millis FROM waiting w WHERE w.pid = ?) AS own_millis,
        (SELECT coalesce(a.application_name, '') FROM pg_catalog.pg_stat_activity a
         WHERE a.pid = (pg_catalog.pg_blocking_pids((SELECT o.pid FROM waiting o
                                                     WHERE o.pid = ?)))[1]) AS blocker,
        (SELECT max(w.millis) FROM waiting w
         WHERE w.pid <> ? AND w.millis >= ? AND ? = ANY (pg_catalog.pg_blocking_pids(w.pid)))
           AS others_millis
      """;

  private static final String CANCEL = "SELECT pg_catalog.pg_cancel_backend(?)";

  private final RunContext context;
  private final RunLimits limits;
  private final int pid;
  private final Statement running;
  private final Connection connection;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable String canceled;

  private Bystanders(
      RunContext context,
      RunLimits limits,
      int pid,
      Statement running,
      Connection connection,
      String name) {
    this.context = context;
    this.limits = limits;
    this.pid = pid;
    this.running = running;
    this.connection = connection;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::watch);
  }

  /// Begins to watch, before the statement starts.
  ///
  /// @param pid of the statement's session
  static Bystanders of(
      RunContext context, RunLimits limits, int pid, Statement running, String name)
      throws SQLException {
    Connection connection = context.open(name);
    try {
      try (Statement settings = connection.createStatement()) {
        settings.execute("SET search_path = pg_catalog; SET statement_timeout = '2s'");
      }
      Bystanders watcher = new Bystanders(context, limits, pid, running, connection, name);
      watcher.thread.start();
      return watcher;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /// Why the statement was canceled; null where it was not, by us.
  @Nullable String canceled() {
    return canceled;
  }

  private void watch() {
    long asked = 0;
    while (!closed) {
      try {
        @Nullable String why = canceled;
        if (why == null) {
          why = look();
        }
        if (why == null && System.nanoTime() - asked > ASKS.toNanos()) {
          asked = System.nanoTime();
          why = context.stop();
        }
        if (why != null) {
          cancel(why);
        }
        Thread.sleep(limits.look());
      } catch (SQLException e) {
        blind();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private @Nullable String look() throws SQLException {
    double patience = limits.othersWait().toMillis();
    return Sql.of(connection, LOOK, pid, pid, pid, patience, pid)
        .one(row -> Optional.ofNullable(verdict(row)))
        .orElse(null);
  }

  private @Nullable String verdict(ResultSet row) throws SQLException {
    double others = row.getDouble("others_millis");
    if (others > 0) {
      return "others have waited %d ms for it".formatted(Math.round(others));
    }
    double own = row.getDouble("own_millis");
    if (own >= limits.ownWait().toMillis()) {
      String blocker = row.getString("blocker");
      return "it has waited %d ms for a transaction of another session%s"
          .formatted(
              Math.round(own), blocker == null || blocker.isEmpty() ? "" : " (" + blocker + ")");
    }
    return null;
  }

  // Repeated until the statement has ended: it may just be starting.
  private void cancel(String why) throws SQLException {
    canceled = why;
    if (!closed) {
      Sql.of(connection, CANCEL, pid).exists();
    }
  }

  private void blind() {
    if (closed) {
      return;
    }
    if (canceled == null) {
      canceled = "nobody could look who waits for it";
    }
    try {
      running.cancel();
      Thread.sleep(limits.look());
    } catch (SQLException _) {
      // The session is gone as well, and its statement with it.
      closed = true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /// No cancel comes after this.
  @Override
  public void close() throws SQLException {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
