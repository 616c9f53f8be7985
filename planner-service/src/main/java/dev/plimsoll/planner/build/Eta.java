package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.plan.BuildView;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Until a build's end: from its own progress once that says something, before from the prediction.
final class Eta {
  private static final double ENOUGH_PROGRESS = 0.1;

  private Eta() {}

  /// Milliseconds, 0 or more; -1 where nothing is known.
  static long millis(
      BuildView.State state,
      long predictedMillis,
      @Nullable Instant startedAt,
      double fraction,
      Instant now) {
    return switch (state) {
      case PLANNED, DISPATCHED, FAILED, CANCELLED -> -1;
      case SUCCEEDED -> 0;
      case RUNNING -> {
        if (startedAt == null) {
          yield -1;
        }
        long elapsed = Math.max(0, Duration.between(startedAt, now).toMillis());
        long total = fraction < ENOUGH_PROGRESS ? predictedMillis : Math.round(elapsed / fraction);
        yield Math.max(0, total - elapsed);
      }
    };
  }
}
