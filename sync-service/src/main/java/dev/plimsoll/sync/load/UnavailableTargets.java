package dev.plimsoll.sync.load;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Targets that do not answer. Each is tried by one load at a time, after growing pauses, so that
/// loads of other targets find free threads. Thread-safe; one entry for each such target.
final class UnavailableTargets {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final LongSupplier nanoClock;
  private final Map<String, Rest> rests = new ConcurrentHashMap<>();

  private record Rest(Duration pause, long untilNanos) {}

  UnavailableTargets(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /// Whether a load may try a target now. After a failure, the caller that gets true is the only
  /// one until the pause is over again.
  boolean mayTry(String target) {
    long now = nanoClock.getAsLong();
    boolean[] may = {true};
    rests.computeIfPresent(
        target,
        (_, rest) -> {
          may[0] = now - rest.untilNanos() >= 0;
          return may[0] ? new Rest(rest.pause(), now + rest.pause().toNanos()) : rest;
        });
    return may[0];
  }

  /// Whether no load may try it now.
  boolean isResting(String target) {
    Rest rest = rests.get(target);
    return rest != null && nanoClock.getAsLong() - rest.untilNanos() < 0;
  }

  void failed(String target) {
    long now = nanoClock.getAsLong();
    rests.compute(
        target,
        (_, rest) -> {
          Duration pause = rest == null ? FIRST : rest.pause().multipliedBy(2);
          Duration next = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
          return new Rest(next, now + next.toNanos());
        });
  }

  void worked(String target) {
    rests.remove(target);
  }
}
