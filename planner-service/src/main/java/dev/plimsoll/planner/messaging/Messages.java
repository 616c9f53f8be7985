package dev.plimsoll.planner.messaging;

import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.seal.Seal;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/// Reading of sealed CloudEvents by their type, and work on them that outlasts outages.
@Singleton
public final class Messages {
  private static final Logger LOG = Logger.getLogger(Messages.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /// In all, for failures that are not the database's.
  private static final int ATTEMPTS = 4;

  private final Seal seal;

  public Messages(Seal seal) {
    this.seal = seal;
  }

  /// @param expected record class, or a sealed interface of several
  /// @throws PlimsollException FORGED_MESSAGE without the system's seal
  /// @throws MalformedMessageException without a type, of another type or unreadable
  public <T> T read(ConsumerRecord<String, String> message, Class<T> expected) {
    seal.require(message);
    return CloudEvent.read(message, expected);
  }

  /// Repeats the work on a message until it succeeds, while the planner's own database is
  /// unavailable, for whatever reason: down, disk full, a standby for now. Other failures are
  /// retried
  /// a few times, since a transaction can fail for passing reasons. Then the message becomes a dead
  /// letter.
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

  /// Whether the failure is the database's, not the message's: a wrong statement (42) stays wrong.
  static boolean isOfTheDatabase(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        // The pool reports a lack of connections without an SQLSTATE.
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
