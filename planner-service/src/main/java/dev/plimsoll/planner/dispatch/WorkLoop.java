package dev.plimsoll.planner.dispatch;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A thread that does rounds of work: again at once while there is more, else when woken or after
/// an interval. A failed round is logged once and tried again.
public final class WorkLoop implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(WorkLoop.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final String name;
  private final Duration interval;
  private final Callable<Boolean> round;
  private final Semaphore wakeUps = new Semaphore(0);
  private volatile boolean closed;
  private @Nullable Thread thread;

  /// @param round returns whether there is more to do at once
  public WorkLoop(String name, Duration interval, Callable<Boolean> round) {
    this.name = name;
    this.interval = interval;
    this.round = round;
  }

  public synchronized void start() {
    if (thread == null) {
      thread = Thread.ofPlatform().name(name).daemon(true).start(this::run);
    }
  }

  public void wake() {
    if (wakeUps.availablePermits() == 0) {
      wakeUps.release();
    }
  }

  private void run() {
    boolean failing = false;
    while (!closed) {
      Duration pause = interval;
      try {
        boolean more = round.call();
        if (failing) {
          LOG.infof("%s works again", name);
          failing = false;
        }
        pause = more ? Duration.ZERO : interval;
      } catch (Exception e) {
        if (!failing) {
          LOG.warnf("%s failed, goes on trying: %s", name, e);
          failing = true;
        }
        pause = AFTER_FAILURE;
      }
      if (!pause.isZero() && !awaitWork(pause)) {
        return;
      }
    }
  }

  private boolean awaitWork(Duration pause) {
    try {
      if (wakeUps.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        wakeUps.drainPermits();
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Stops after the round at hand.
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    wake();
    if (running != null) {
      try {
        running.join(STOP_WITHIN);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
