package dev.plimsoll.periodic;

import java.time.Duration;

/// Pauses after consecutive failures, doubled each time.
///
/// @param first more than zero
/// @param longest at least the first
public record BackOff(Duration first, Duration longest) {
  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 20;

  public BackOff {
    if (!first.isPositive() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("back-off from " + first + " to " + longest);
    }
  }

  /// Back-off for an interval: from the interval, 100 ms to a second, up to five seconds or the
  /// interval, at most a minute.
  static BackOff of(Duration interval) {
    return new BackOff(
        longer(LEAST, shorter(interval, SECOND)), longer(SOON, shorter(interval, MINUTE)));
  }

  /// @param failures in a row, 1 or more
  Duration after(int failures) {
    int doublings = Math.min(failures - 1, MOST_DOUBLINGS);
    return shorter(first.multipliedBy(1L << doublings), longest);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
