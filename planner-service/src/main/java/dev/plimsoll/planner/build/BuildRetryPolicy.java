package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Duration;

/// Pause before the next attempt, by kind of failure, doubled each time.
///
/// @param firstPause after the first failure of a short-lived kind
public record BuildRetryPolicy(Duration firstPause, Duration longestPause) {
  // 2^20 times the first pause exceeds any longest one.
  private static final int MOST_DOUBLINGS = 20;

  /// @param attempt that failed, 1 or more
  public Duration pause(ErrorCode code, int attempt) {
    Duration first =
        switch (code.known()) {
          // Somebody has to free space or end a transaction first.
          case DISK_FULL, OUT_OF_MEMORY -> firstPause.multipliedBy(15);
          case LOCK_TIMEOUT -> firstPause.multipliedBy(2);
          // Lost work, not refused.
          case BUILD_LOST, SERIALIZATION_FAILED -> firstPause.dividedBy(2);
          case null, default -> firstPause;
        };
    Duration pause = first.multipliedBy(1L << Math.clamp(attempt - 1, 0, MOST_DOUBLINGS));
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
