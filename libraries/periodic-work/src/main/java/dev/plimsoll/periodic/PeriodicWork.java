package dev.plimsoll.periodic;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Task that a process does again and again, in a thread of its own: at once while a round says
/// that there is more, else after a pause or when woken.
///
/// Whatever a round throws, the task goes on; only the end of the process ends it. After failures
/// in a row it backs off, and then a wake-up does not hurry it. The first failure is logged, then
/// the tenth, the hundredth, and that it works again. A task that fails again and again or stands
/// still is seen in [WorkCheck] and in metrics.
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

  /// What is done with one element.
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

  /// A task that is begun by a name, for its thread, logs, health and metrics. Names are few.
  ///
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

  /// Says that there is something to do.
  public void wake() {
    settings.waker.wake();
  }

  /// Does something with each element, within a round. One that fails costs only itself: the others
  /// are done first from then on, and it is tried again less and less often.
  ///
  /// @param all those that there are; told apart by their `toString`
  /// @return how many failed
  /// @throws Exception what the last of several threw, where none worked and it may be an outage
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
          woken |= await(pause);
          if (!closed) {
            pause = runOnce(woken);
            woken = false;
          }
        } catch (InterruptedException e) {
          // Whoever interrupts without closing means the round, which is over.
          LOG.debug("event={}.interrupted", settings.name);
        } catch (Throwable e) {
          // Not even what a failure could not be said for, such as a lack of memory, ends it.
          pause = settings.backOff.longest();
        }
      }
    } finally {
      settings.atEnd.run();
    }
  }

  /// @return whether it was woken
  private boolean await(Duration pause) throws InterruptedException {
    if (pause.isZero()) {
      return false;
    }
    if (progress.failuresInARow() == 0) {
      return settings.waker.await(pause);
    }
    // What wakes it may come all the time: it stays noted until this is over.
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

  // Everything is caught: a task that ends by an error is missed by nobody, until it is.
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

  /// Begins no other round, and waits for the one at hand as long as was set. It is interrupted at
  /// once, or when that time is over.
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
