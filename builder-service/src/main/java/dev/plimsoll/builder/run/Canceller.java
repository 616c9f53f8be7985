package dev.plimsoll.builder.run;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.recipe.CancelSignal;
import dev.plimsoll.builder.session.Sessions;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Canceller of the running statement of a cancelled build, its own or a dead builder's. It repeats
/// the request, since a statement may just be starting at the first one.
///
/// @param closed once the build has noticed, or has ended
record Canceller(
    BuildCommand build,
    DatabaseAddress target,
    CancelSignal cancel,
    Sessions sessions,
    CountDownLatch closed)
    implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Canceller.class);
  private static final Duration BETWEEN = Duration.ofMillis(300);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final String CANCEL =
      """
      SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity
      WHERE datname = current_database() AND usename = current_user AND state = 'active'
        AND starts_with(application_name, ?)
      """;

  static Canceller of(
      BuildCommand build, DatabaseAddress target, CancelSignal cancel, Sessions sessions) {
    Canceller canceller = new Canceller(build, target, cancel, sessions, new CountDownLatch(1));
    Thread.ofVirtual().name("cancel-" + build.buildId()).start(canceller::run);
    return canceller;
  }

  private void run() {
    try {
      while (!cancel.await(LOOK)) {
        if (closed.getCount() == 0) {
          return;
        }
      }
      while (closed.getCount() > 0) {
        stopStatements();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stopStatements() throws InterruptedException {
    try (Connection connection = sessions.open(target, BuildNames.withdrawal(build))) {
      do {
        Sql.of(connection, CANCEL, BuildNames.sessions(build.buildId())).exists();
      } while (!closed.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS));
    } catch (SQLException | PlimsollException e) {
      LOG.debugf(e, "build=%s could not be stopped yet", build.buildId());
      closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
