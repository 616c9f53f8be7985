package dev.plimsoll.planner.messaging;

import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;

/// Keeps a message while our own database is away, so that only what can never be handled becomes a
/// dead letter.
public final class Patience {
  private static final Logger LOG = Logger.getLogger(Patience.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private Patience() {}

  /// Runs the work again until it succeeds or fails for another reason than an outage.
  ///
  /// @param what for the log
  public static void untilDone(String what, Runnable work) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        work.run();
        return;
      } catch (RuntimeException e) {
        if (!isOutage(e)) {
          throw e;
        }
        LOG.warnf("%s waits for the database: %s", what, e.getMessage());
        sleep(pause, e);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? pause.multipliedBy(2)
                : LONGEST_PAUSE;
      }
    }
  }

  static boolean isOutage(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      // The pool reports that it has no connection to give without an SQLSTATE.
      if (t instanceof SQLException sql
          && (sql.getSQLState() == null || SqlStates.isTransient(SqlStates.errorCode(sql)))) {
        return true;
      }
    }
    return false;
  }

  private static void sleep(Duration pause, RuntimeException instead) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw instead;
    }
  }
}
