package dev.plimsoll.builder.recipe;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Retry policy for locks that block all readers while waited for: short tries.
///
/// @param timeout of one try, and so the longest wait of readers and writers
/// @param attempts 1 or more
/// @param firstPause after the first try, doubled each time
/// @param longestPause limit of the doubling
public record LockRetryPolicy(
    Duration timeout, int attempts, Duration firstPause, Duration longestPause) {
  public LockRetryPolicy {
    if (!timeout.isPositive() || attempts < 1 || !firstPause.isPositive()) {
      throw new IllegalArgumentException("timeout, attempts and firstPause must be more than 0");
    }
  }

  /// Pause after a failed try, with jitter so that two builds do not collide again.
  ///
  /// @param failures 1 or more
  /// @return half to all of `firstPause` · 2^(failures-1), at most `longestPause`
  public Duration pause(int failures, RandomGenerator random) {
    long doubled = firstPause.toMillis() << Math.min(failures - 1, 20);
    long whole = Math.max(1, Math.min(doubled, longestPause.toMillis()));
    return Duration.ofMillis(whole - random.nextLong(whole / 2 + 1));
  }
}
