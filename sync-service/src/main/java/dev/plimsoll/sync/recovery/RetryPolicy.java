package dev.plimsoll.sync.recovery;

import java.time.Duration;

/// Policy of retries.
///
/// @param first pause after the first failure; doubles each time
/// @param attempts in all, 1 or more
public record RetryPolicy(Duration first, Duration longest, int attempts) {
  private static final int MAX_DOUBLINGS = 20;

  RetryPolicy atMost(int limit) {
    return new RetryPolicy(first, longest, Math.min(attempts, limit));
  }

  public boolean isExhausted(int attempt) {
    return attempt >= attempts;
  }

  /// @param attempt that has failed, 1 or more
  public Duration pauseAfter(int attempt) {
    Duration pause = first.multipliedBy(1L << Math.min(attempt - 1, MAX_DOUBLINGS));
    return pause.compareTo(longest) > 0 ? longest : pause;
  }
}
