package dev.plimsoll.periodic;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Periodic task in a thread of its own. Rounds follow at once while there is more to do, else
/// after a pause or a wake-up.
///
/// Any failure leaves it running; only the process' end stops it. After consecutive failures it
/// backs off, and wake-ups do not hurry it. The first, tenth and hundredth failure are logged, and
/// the recovery. [WorkCheck] and metrics show tasks that keep failing or stand still.
///
/// ```mermaid
/// stateDiagram-v2
///   [*] --> Waiting: start
///   Waiting --> Working: due, or woken
///   Working --> Waiting: done
///   Working --> BackingOff: failed
///   BackingOff --> Working: due
///   Waiting --> [*]: close
///   BackingOff --> [*]: close
///   Working --> [*]: close
/// ```
public final class PeriodicWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicWork.class);

  private final WorkSettings settings;
  private final Round round;
  private final Elements elements;
  private final Counter rounds;
  private final Counter failures;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile boolean closed;
  private volatile WorkProgress progress = WorkProgress.atStart();
  private @Nullable Thread thread;

  /// Action on one element.
  @FunctionalInterface
  public interface Each<T> {
    void on(T element) throws Exception;
  }

  PeriodicWork(WorkSettings settings, Round round) {
    this.settings = settings;
    this.round = round;
    this.elements = new Elements(settings.name, settings.backOff, settings.maybeOutage);
    this.rounds = RunningWork.rounds(settings.name);
    this.failures = RunningWork.failures(settings.name);
  }

  /// Settings of a new task.
  ///
  /// @param name for thread, logs, health and metrics; one of few
  /// @param interval between two rounds; more than zero
  public static WorkSettings every(String name, Duration interval) {
    return new WorkSettings(name, interval);
  }

  String name() {
    return settings.name;
  }

  public synchronized void start() {
    if (thread == null && !closed) {
      progress = WorkProgress.atStart().pausing(settings.firstAfter, settings.mayTake);
      RunningWork.add(this);
      thread = settings.thread.start(this::work);
    }
  }

  public void wake() {
    settings.waker.wake();
  }

  /// Handles each element within a round. A failed one costs only itself: it comes last from then
  /// on, and less and less often.
  ///
  /// @param all distinguished by their `toString`
  /// @return number of failures
  /// @throws Exception the last failure of a round that may be an outage, without any success
  public <T> int each(Collection<T> all, Each<T> action) throws Exception {
    int failed = elements.each(all, action);
    failures.increment(failed);
    return failed;
  }

  public WorkState state() {
    return progress.state(settings.name, elements.failing(), System.nanoTime());
  }

  private void work() {
    Duration pause = settings.firstAfter;
    boolean woken = false;
    try {
      while (!closed) {
        try {
          RunningWork.awaitRelease();
          woken |= await(pause);
          if (!closed) {
            pause = runOnce(woken);
            woken = false;
          }
        } catch (InterruptedException e) {
          // An interrupt without closing was meant for the finished round.
          LOG.debug("event={}.interrupted", settings.name);
        } catch (Throwable e) {
          // Even a failure of the logging, such as a lack of memory, must not end it.
          pause = settings.backOff.longest();
        }
      }
    } finally {
      settings.atEnd.run();
    }
  }

  private boolean await(Duration pause) throws InterruptedException {
    if (pause.isZero()) {
      return false;
    }
    if (progress.failuresInARow() == 0) {
      return settings.waker.await(pause);
    }
    // A wake-up during the back-off is kept until its end.
    closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    return false;
  }

  private Duration runOnce(boolean woken) throws InterruptedException {
    rounds.increment();
    progress = progress.began(settings.mayTake);
    try {
      Duration pause = round.run(woken);
      int failed = progress.failuresInARow();
      progress = progress.worked(pause, settings.mayTake);
      if (failed > 0) {
        LOG.info("event={}.recovered failures={}", settings.name, failed);
      }
      return pause;
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      return failed(e);
    }
  }

  // Everything is caught: nothing would notice a task that ended by an error.
  private Duration failed(Throwable why) {
    int inARow = progress.failuresInARow() + 1;
    Duration pause = settings.backOff.after(inARow);
    progress = progress.failed(WorkFailure.reason(why), pause, settings.mayTake);
    failures.increment();
    if (!closed && WorkFailure.isSaid(inARow)) {
      LOG.warn(
          "event={}.failed times={} goes on trying, reason={}",
          settings.name,
          inARow,
          WorkFailure.reason(why),
          WorkFailure.trace(why));
    }
    return pause;
  }

  /// Starts no more rounds, and waits for the current one as configured. It is interrupted at once,
  /// or after that time.
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    RunningWork.remove(this);
    if (running == null) {
      return;
    }
    closing.countDown();
    wake();
    settings.stop.end(running);
  }
}
