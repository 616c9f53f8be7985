package dev.plimsoll.connector.postgres;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Watchdog that ends a session whose answer was lost in the network: a statement may run for
/// hours, and a lost answer would be awaited forever. Another session asks periodically whether the
/// server still works on it. After two idle looks in a row the session is aborted.
///
/// The session has a unique name, since process ids mean nothing behind a pooler. Where the server
/// cannot be asked, hides its sessions, or was exchanged, the session is left alone.
final class AnswerWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(AnswerWatch.class);
  private static final String NAME = "answer-watch";
  private static final String APPLICATION_NAME = "ApplicationName";
  private static final int LONGEST_NAME = 63;

  private static final String SERVER = "SELECT pg_catalog.pg_postmaster_start_time()";

  // NULL for another server.
  private static final String AT_WORK =
      """
      SELECT CASE WHEN pg_catalog.pg_postmaster_start_time() = ?
        THEN coalesce((SELECT bool_or(a.state IS NULL OR a.state NOT LIKE 'idle%')
                       FROM pg_catalog.pg_stat_activity a WHERE a.application_name = ?), false)
      END
      """;

  private final PostgresConnections connector;
  private final DatabaseAddress address;
  private final Connection session;
  private final OffsetDateTime serverStarted;
  private final String sessionName;
  private final PeriodicWork work;
  private boolean missed;

  private AnswerWatch(
      PostgresConnections connector, DatabaseAddress address, Connection session, Duration interval)
      throws SQLException {
    this.connector = connector.answeringWithin(interval.plusSeconds(1));
    this.address = address;
    this.session = session;
    this.sessionName = nameOf(session.getClientInfo(APPLICATION_NAME));
    session.setClientInfo(APPLICATION_NAME, sessionName);
    this.serverStarted = Sql.of(session, SERVER).one(row -> row.getObject(1, OffsetDateTime.class));
    this.work =
        PeriodicWork.every(NAME, interval).afterAnInterval().virtually(NAME).runs(this::look);
  }

  private static String nameOf(@Nullable String application) {
    String suffix = " " + UUID.randomUUID();
    String name = application == null ? "" : application;
    return name.substring(0, Math.min(name.length(), LONGEST_NAME - suffix.length())) + suffix;
  }

  /// @param session used by its owner only, who closes this first
  /// @param interval between two looks
  static AnswerWatch over(
      PostgresConnections connector, DatabaseAddress address, Connection session, Duration interval)
      throws SQLException {
    AnswerWatch watch = new AnswerWatch(connector, address, session, interval);
    watch.work.start();
    return watch;
  }

  private void look() throws SQLException {
    boolean idle;
    try {
      idle = isIdle();
    } catch (SQLException | PlimsollException e) {
      LOG.debugf(e, "whether session \"%s\" is at work cannot be asked", sessionName);
      missed = false;
      return;
    }
    if (idle && missed) {
      LOG.warnf("event=answer.lost session=\"%s\" of %s is ended", sessionName, address.database());
      session.abort(Runnable::run);
    }
    missed = idle;
  }

  private boolean isIdle() throws SQLException {
    try (Connection other = connector.open(address, "plimsoll-sync " + NAME)) {
      return Sql.of(other, AT_WORK, serverStarted, sessionName)
          .one(row -> !(row.getBoolean(1) || row.wasNull()));
    }
  }

  /// Number of looks, a running one included.
  long looks() {
    return work.state().rounds();
  }

  @Override
  public void close() {
    work.close();
  }
}
