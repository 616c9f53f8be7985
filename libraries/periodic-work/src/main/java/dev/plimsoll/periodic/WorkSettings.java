package dev.plimsoll.periodic;

import java.time.Duration;
import java.util.function.Predicate;

/// Settings of a periodic task: pace, watch and stop. They begin with what suits its interval.
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

  /// The first round comes after an interval, and not at the start.
  public WorkSettings afterAnInterval() {
    firstAfter = interval;
    return this;
  }

  /// How long a round may take until the task counts as standing still: ten intervals, or a
  /// minute, where nothing is said.
  public WorkSettings mayTake(Duration aRound) {
    mayTake = aRound;
    return this;
  }

  public WorkSettings backingOff(Duration first, Duration longest) {
    backOff = new BackOff(first, longest);
    return this;
  }

  /// Shares what it is woken by with others.
  public WorkSettings wokenBy(Waker shared) {
    waker = shared;
    return this;
  }

  /// A round at hand may end when the task is closed, and is interrupted only after this time.
  public WorkSettings lettingRoundsEnd(Duration within) {
    stop = new Stop(within, true);
    return this;
  }

  /// A round at hand is never interrupted, and closing does not wait for it.
  public WorkSettings leavingRounds() {
    stop = new Stop(Duration.ZERO, false);
    return this;
  }

  /// In a virtual thread: for tasks that are many and live briefly.
  ///
  /// @param threadName the task's own name may be that of many
  public WorkSettings virtually(String threadName) {
    thread = Thread.ofVirtual().name(threadName);
    return this;
  }

  public WorkSettings threadName(String threadName) {
    thread = Thread.ofPlatform().name(threadName).daemon(true);
    return this;
  }

  /// Which failures of elements may be of what all of them need: several such in a row end a
  /// round. Any may, where nothing is said. Others never do, however many elements fail.
  public WorkSettings outagesBeing(Predicate<? super Throwable> maybeOutage) {
    this.maybeOutage = maybeOutage;
    return this;
  }

  /// What its thread does last, after the last round.
  public WorkSettings atEnd(Runnable last) {
    atEnd = last;
    return this;
  }

  /// A task with an interval between its rounds.
  public PeriodicWork runs(Round.Plain round) {
    return new PeriodicWork(
        this,
        _ -> {
          round.run();
          return interval;
        });
  }

  /// A task whose next round comes at once while the last one has left something.
  public PeriodicWork runsWhileMore(Round.Partial round) {
    return new PeriodicWork(this, _ -> round.run() ? Duration.ZERO : interval);
  }

  /// A task whose rounds set the pause themselves.
  public PeriodicWork paces(Round round) {
    return new PeriodicWork(this, round);
  }
}
