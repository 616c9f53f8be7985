package dev.plimsoll.planner.messaging;

import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;

/// Keeps a message for as long as our own database does not take it, whatever the reason: it is
/// away, its disk is full, it is a standby for now. What the message itself is refused for, or
/// nobody has foreseen, is tried some more times, since a transaction also ends for reasons of its
/// own; then it becomes a dead letter.
public final class MessageRetry {
  private static final Logger LOG = Logger.getLogger(MessageRetry.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /// In all, of what does not lie with the database.
  private static final int ATTEMPTS = 4;

  private MessageRetry() {}

  /// Runs the work again until it succeeds, or fails too often for a reason of its own.
  ///
  /// @param what for the log
  public static void untilDone(String what, Runnable work) {
    Duration pause = FIRST_PAUSE;
    int ownFailures = 0;
    while (true) {
      try {
        work.run();
        return;
      } catch (RuntimeException e) {
        if (!isOfTheDatabase(e) && ++ownFailures == ATTEMPTS) {
          throw e;
        }
        LOG.warnf("%s is tried again: %s", what, e.getMessage());
        sleep(pause, e);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? pause.multipliedBy(2)
                : LONGEST_PAUSE;
      }
    }
  }

  /// Whether it lies with our database, and not with what it was given or asked: a statement that
  /// is wrong (42) stays so.
  static boolean isOfTheDatabase(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        // The pool reports that it has no connection to give without an SQLSTATE.
        String state = SqlStates.state(sql);
        return state == null || !(SqlStates.isOfContent(sql) || state.startsWith("42"));
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
