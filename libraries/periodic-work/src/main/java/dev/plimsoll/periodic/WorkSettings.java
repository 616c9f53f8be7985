package dev.plimsoll.periodic;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Settings of a periodic task, with defaults for its interval.
public final class WorkSettings {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LEAST_ROUND = Duration.ofMinutes(1);
  private static final int INTERVALS = 10;

  final String name;
  private final Duration interval;
  Duration firstAfter = Duration.ZERO;
  Duration mayTake;
  BackOff backOff;
  Waker waker = new WakeUps();
  Stop stop = Stop.AT_ONCE;
  Thread.Builder thread;
  Runnable atEnd = () -> {};
  Predicate<? super Throwable> maybeOutage = _ -> true;

  WorkSettings(String name, Duration interval) {
    if (interval.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          name + " would run every " + interval + ", which is less than " + SHORTEST);
    }
    this.name = name;
    this.interval = interval;
    Duration several = interval.multipliedBy(INTERVALS);
    this.mayTake = several.compareTo(LEAST_ROUND) > 0 ? several : LEAST_ROUND;
    this.backOff = BackOff.of(interval);
    this.thread = Thread.ofPlatform().name(name).daemon(true);
  }

  /// The first round comes after an interval, not at the start.
  public WorkSettings afterAnInterval() {
    firstAfter = interval;
    return this;
  }

  /// Longest round before the task counts as standing still. Default: ten intervals, at least a
  /// minute.
  public WorkSettings mayTake(Duration aRound) {
    mayTake = aRound;
    return this;
  }

  public WorkSettings backingOff(Duration first, Duration longest) {
    backOff = new BackOff(first, longest);
    return this;
  }

  /// Shares a wake-up signal with other tasks.
  public WorkSettings wokenBy(Waker shared) {
    waker = shared;
    return this;
  }

  /// A running round may end within this time when the task is closed, and is interrupted after it.
  public WorkSettings lettingRoundsEnd(Duration within) {
    stop = new Stop(within, true);
    return this;
  }

  /// A running round is neither interrupted nor waited for.
  public WorkSettings leavingRounds() {
    stop = new Stop(Duration.ZERO, false);
    return this;
  }

  /// Runs in a virtual thread, for many short-lived tasks.
  ///
  /// @param threadName since the task's name may be shared
  public WorkSettings virtually(String threadName) {
    thread = Thread.ofVirtual().name(threadName);
    return this;
  }

  public WorkSettings threadName(String threadName) {
    thread = Thread.ofPlatform().name(threadName).daemon(true);
    return this;
  }

  /// Failures of elements that may concern all: several in a row end a round. Default: any. Others
  /// never do.
  public WorkSettings outagesBeing(Predicate<? super Throwable> maybeOutage) {
    this.maybeOutage = maybeOutage;
    return this;
  }

  /// Action of its thread after the last round.
  public WorkSettings atEnd(Runnable last) {
    atEnd = last;
    return this;
  }

  /// A task with an interval between rounds.
  public PeriodicWork runs(Round.Plain round) {
    return new PeriodicWork(
        this,
        _ -> {
          round.run();
          return interval;
        });
  }

  /// A task whose next round comes at once while there is more to do.
  public PeriodicWork runsWhileMore(Round.Partial round) {
    return new PeriodicWork(this, _ -> round.run() ? Duration.ZERO : interval);
  }

  /// A task whose rounds set the pause.
  public PeriodicWork paces(Round round) {
    return new PeriodicWork(this, round);
  }

  /// Wake-ups of one thread. Those during a round count as one; none is lost.
  private static final class WakeUps implements Waker {
    private final Semaphore permits = new Semaphore(0);

    @Override
    public void wake() {
      if (permits.availablePermits() == 0) {
        permits.release();
      }
    }

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
      if (!permits.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        return false;
      }
      permits.drainPermits();
      return true;
    }
  }

  /// End of a running round.
  ///
  /// @param timeout time to end by itself
  /// @param interrupts whether it is interrupted after that
  record Stop(Duration timeout, boolean interrupts) {
    private static final Logger LOG = LoggerFactory.getLogger(Stop.class);
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(5);

    static final Stop AT_ONCE = new Stop(Duration.ZERO, true);

    void end(Thread running) {
      try {
        if (running == Thread.currentThread() || hasEnded(running, timeout) || !interrupts) {
          return;
        }
        running.interrupt();
        if (!hasEnded(running, AFTER_INTERRUPT)) {
          LOG.warn("event=work.stop {} has not ended", running.getName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static boolean hasEnded(Thread running, Duration atMost) throws InterruptedException {
      return atMost.isZero() ? !running.isAlive() : running.join(atMost);
    }
  }
}
