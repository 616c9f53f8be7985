package dev.plimsoll.sync.schedule;

import java.time.Duration;
import java.time.Instant;

/// Due time of a schedule that is run now. Pure.
///
/// Due times are counted from the first one, so that they do not drift by what a run takes or a
/// process is late. Of several that have passed the latest is run, and stands for those before it.
///
/// @param at not after now
/// @param missed how many before it have passed without a run
/// @param next after now
record DueTime(Instant at, long missed, Instant next) {

  /// @param first of the due times that have had no run; not after `now`
  static DueTime of(Instant first, Duration every, Instant now) {
    if (first.isAfter(now)) {
      throw new IllegalArgumentException(first + " is not due at " + now);
    }
    long missed = Duration.between(first, now).dividedBy(every);
    Instant at = first.plus(every.multipliedBy(missed));
    return new DueTime(at, missed, at.plus(every));
  }

  /// Whether two times are due times of the same schedule.
  static boolean areOfOne(Instant one, Instant other, Duration every) {
    return Duration.between(one, other).toNanos() % every.toNanos() == 0;
  }

  /// The first due time after now, with nothing run for those before.
  ///
  /// @param any of the due times
  static Instant after(Instant any, Duration every, Instant now) {
    return any.isAfter(now) ? any : of(any, every, now).next();
  }
}
