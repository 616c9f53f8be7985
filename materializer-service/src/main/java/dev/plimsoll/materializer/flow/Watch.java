package dev.plimsoll.materializer.flow;

import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Looks again and again, in a thread of its own. A look that fails is tried again at the next
/// time.
public final class Watch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Watch.class);
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LAST_LOOK = Duration.ofSeconds(5);

  /// What is done each time.
  @FunctionalInterface
  public interface Look {
    void look() throws SQLException;
  }

  private final String name;
  private final Duration every;
  private final Look look;
  private @Nullable Thread thread;
  private boolean failing;

  /// @param every at least 10 ms
  public Watch(String name, Duration every, Look look) {
    if (every.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          name + " would look every " + every + ", which is less than " + SHORTEST);
    }
    this.name = name;
    this.every = every;
    this.look = look;
  }

  public synchronized void start() {
    thread = Thread.ofPlatform().name(name).daemon(true).start(this::run);
  }

  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(LAST_LOOK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    try {
      while (true) {
        lookOnce();
        Thread.sleep(every);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookOnce() {
    try {
      look.look();
      failing = false;
    } catch (SQLException | RuntimeException e) {
      // Once: while the database is away others say so, too.
      if (!failing && !Thread.currentThread().isInterrupted()) {
        LOG.warnf("event=%s.failed goes on trying, reason=%s", name, e);
      }
      failing = true;
    }
  }
}
