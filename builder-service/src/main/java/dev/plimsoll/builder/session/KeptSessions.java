package dev.plimsoll.builder.session;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.periodic.Round;
import dev.plimsoll.postgres.connection.PostgresConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sessions kept for some seconds for the next build. A login costs CPU time on both sides: 4,096
/// rounds of SCRAM here, a process with empty caches on the server. A reused session is as good as
/// new.
///
/// No pool: nothing waits for a session, and slots decide their number.
public final class KeptSessions implements Sessions, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(KeptSessions.class);

  /// `application_name` of an unused session.
  public static final String IDLE = "plimsoll-builder idle";

  private static final Duration LONGEST_LATENESS = Duration.ofSeconds(1);
  private static final Duration LEAST_PAUSE = Duration.ofMillis(1);

  // Locks, settings, temporary tables, prepared statements.
  private static final String SET_BACK = "DISCARD ALL";

  private final PostgresConnections connector;
  private final Duration keptFor;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final PeriodicWork closing =
      PeriodicWork.every("idle-sessions", LONGEST_LATENESS).leavingRounds().paces(_ -> closeOld());
  private boolean closed;

  private record Idle(DatabaseAddress database, Connection connection, long sinceNanos) {}

  /// @param keptFor at least; zero keeps none
  public KeptSessions(PostgresConnections connector, Duration keptFor) {
    this.connector = connector;
    this.keptFor = keptFor;
  }

  @Override
  public Connection open(DatabaseAddress database, String applicationName) {
    for (Connection kept = take(database); kept != null; kept = take(database)) {
      try {
        kept.setClientInfo("ApplicationName", applicationName);
        PostgresConnections.pin(kept);
        return kept;
      } catch (SQLException e) {
        LOG.debugf(e, "a kept session is gone");
        close(kept);
      }
    }
    return connector.open(database, applicationName);
  }

  @Override
  public Connection openBeside(DatabaseAddress database, String other, String applicationName) {
    return connector.open(database, other, applicationName);
  }

  private synchronized @Nullable Connection take(DatabaseAddress database) {
    for (Iterator<Idle> each = idle.iterator(); each.hasNext(); ) {
      Idle kept = each.next();
      if (kept.database().equals(database)) {
        each.remove();
        return kept.connection();
      }
    }
    return null;
  }

  @Override
  public void keep(DatabaseAddress database, Connection connection) {
    if (keptFor.isZero() || !isSetBack(connection) || !add(database, connection)) {
      close(connection);
    }
  }

  private static boolean isSetBack(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      // A session that refuses DISCARD ALL is in a transaction, and not reusable.
      statement.execute(SET_BACK);
      connection.setClientInfo("ApplicationName", IDLE);
      return connection.getAutoCommit();
    } catch (SQLException e) {
      LOG.debugf(e, "a session is not kept");
      return false;
    }
  }

  private synchronized boolean add(DatabaseAddress database, Connection connection) {
    if (closed) {
      return false;
    }
    idle.addFirst(new Idle(database, connection, System.nanoTime()));
    closing.start();
    closing.wake();
    return true;
  }

  private Duration closeOld() {
    for (Idle old = takeOld(); old != null; old = takeOld()) {
      close(old.connection());
    }
    return untilNext();
  }

  private synchronized Duration untilNext() {
    Idle oldest = idle.peekLast();
    if (oldest == null) {
      return Round.UNTIL_WOKEN;
    }
    Duration left = keptFor.minusNanos(System.nanoTime() - oldest.sinceNanos());
    return left.compareTo(LEAST_PAUSE) > 0 ? left : LEAST_PAUSE;
  }

  private synchronized @Nullable Idle takeOld() {
    Idle oldest = idle.peekLast();
    return oldest != null && System.nanoTime() - oldest.sinceNanos() >= keptFor.toNanos()
        ? idle.pollLast()
        : null;
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debugf(e, "a session did not close");
    }
  }

  /// Closes unused sessions, and those returned later.
  @Override
  public void close() {
    Deque<Idle> left;
    synchronized (this) {
      closed = true;
      left = new ArrayDeque<>(idle);
      idle.clear();
    }
    closing.close();
    left.forEach(each -> close(each.connection()));
  }
}
