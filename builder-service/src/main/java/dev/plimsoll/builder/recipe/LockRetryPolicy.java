package dev.plimsoll.builder.recipe;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How to ask for a lock that stops all readers while it is waited for: briefly, and again.
///
/// @param timeout of one attempt; readers and writers of the table wait this long at most
/// @param attempts 1 or more
/// @param firstPause about that long after the first attempt, then doubled each time
/// @param longestPause no pause is longer
public record LockRetryPolicy(
    Duration timeout, int attempts, Duration firstPause, Duration longestPause) {
  public LockRetryPolicy {
    if (!timeout.isPositive() || attempts < 1 || !firstPause.isPositive()) {
      throw new IllegalArgumentException("timeout, attempts and firstPause must be more than 0");
    }
  }

  /// The pause after a failed attempt, with jitter so that two that met once do not meet again.
  ///
  /// @param failures 1 or more
  /// @return half to all of `firstPause` · 2^(failures-1), at most `longestPause`
  public Duration pause(int failures, RandomGenerator random) {
    long doubled = firstPause.toMillis() << Math.min(failures - 1, 20);
    long whole = Math.max(1, Math.min(doubled, longestPause.toMillis()));
    return Duration.ofMillis(whole - random.nextLong(whole / 2 + 1));
  }
}
