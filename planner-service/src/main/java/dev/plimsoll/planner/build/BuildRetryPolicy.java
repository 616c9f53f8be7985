package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Duration;

/// How long to wait before the next attempt: by what went wrong, doubled each time.
///
/// @param firstPause after the first failure of a kind that passes quickly
/// @param longestPause of all
public record BuildRetryPolicy(Duration firstPause, Duration longestPause) {
  // Doubling stops here: 2^20 times the first pause is beyond any longest one.
  private static final int MOST_DOUBLINGS = 20;

  /// @param attempt that failed, 1 or more
  public Duration pause(ErrorCode code, int attempt) {
    Duration first =
        switch (code.known()) {
          // Somebody has to make room or end a transaction first.
          case DISK_FULL, OUT_OF_MEMORY -> firstPause.multipliedBy(15);
          case LOCK_TIMEOUT -> firstPause.multipliedBy(2);
          // The work was lost, not refused.
          case BUILD_LOST, SERIALIZATION_FAILED -> firstPause.dividedBy(2);
          case null, default -> firstPause;
        };
    Duration pause = first.multipliedBy(1L << Math.clamp(attempt - 1, 0, MOST_DOUBLINGS));
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
