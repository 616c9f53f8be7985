package dev.plimsoll.sync.schedule;

import java.time.Duration;
import java.time.Instant;

/// Due time of a schedule's next run. Pure.
///
/// Due times count from the first one, so that they do not drift. If several have passed, the
/// latest is run on behalf of the others.
///
/// @param at not after now
/// @param missed earlier due times without a run
/// @param next after now
record DueTime(Instant at, long missed, Instant next) {

  /// @param first due time without a run; not after `now`
  static DueTime of(Instant first, Duration every, Instant now) {
    if (first.isAfter(now)) {
      throw new IllegalArgumentException(first + " is not due at " + now);
    }
    long missed = Duration.between(first, now).dividedBy(every);
    Instant at = first.plus(every.multipliedBy(missed));
    return new DueTime(at, missed, at.plus(every));
  }

  /// Whether two times are due times of one schedule.
  static boolean areOfOne(Instant one, Instant other, Duration every) {
    return Duration.between(one, other).toNanos() % every.toNanos() == 0;
  }

  /// First due time after now, given any due time.
  static Instant after(Instant any, Duration every, Instant now) {
    return any.isAfter(now) ? any : of(any, every, now).next();
  }
}
