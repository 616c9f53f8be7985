package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.plan.BuildView.State;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// State of a build, and its transitions by events. Pure, without database or clock.
///
/// ```
/// PLANNED ──dispatch──▶ DISPATCHED ──started──▶ RUNNING ──succeeded──▶ SUCCEEDED
///  │ ▲                      └──────────┬───────────┘──────failed──────▶ FAILED
///  │ └───────── failed, may pass ──────┤──────cancelled───────▶ CANCELLED  │
///  └──cancelled by a person────────────┼──────────────────────▶    │       │
///    ▲                                                             │       │
///    └───────────────────────────── a person retries ──────────────┴───────┘
/// ```
///
/// @param attempt of the last dispatch; 0 before the first
/// @param sequence of the last event of that attempt; -1 before the first
public record BuildState(State state, int attempt, long sequence) {
  private static final double ENOUGH_PROGRESS = 0.1;
  private static final int LOST_FOR_ONE_REFUSED = 4;

  /// Effect of an event.
  public sealed interface Decision {
    /// A repeated event, or one of another attempt: no effect.
    record Ignored() implements Decision {}

    /// It runs: record the event.
    record Runs() implements Decision {}

    /// The index is there: return its resources, keep its disk.
    record Succeeds() implements Decision {}

    /// Return its resources; it is not wanted any more.
    record IsCancelled() implements Decision {}

    /// Return its resources; send it again after a pause.
    record Again(Duration pause) implements Decision {}

    /// Return its resources; a person decides.
    record Fails() implements Decision {}
  }

  /// (attempt, sequence) only grows, and only a build in flight accepts events.
  ///
  /// @param cancelling a cancel was requested, so that it is not retried
  public Decision on(
      BuildEvent event, BuildRetryPolicy retry, int attemptsAllowed, boolean cancelling) {
    boolean inFlight =
        switch (state) {
          case DISPATCHED, RUNNING -> true;
          case PLANNED, SUCCEEDED, FAILED, CANCELLED -> false;
        };
    if (!inFlight || event.attempt() != attempt || event.sequence() <= sequence) {
      return new Decision.Ignored();
    }
    return switch (event) {
      case BuildEvent.Started _, BuildEvent.Progressed _ -> new Decision.Runs();
      case BuildEvent.Succeeded _ -> new Decision.Succeeds();
      case BuildEvent.Cancelled _ -> new Decision.IsCancelled();
      case BuildEvent.Failed failed -> {
        if (failed.failure().retryable() && cancelling) {
          yield new Decision.IsCancelled();
        }
        // Lost work was not refused, so it gets more attempts; but not without end.
        int allowed =
            failed.failure().code() == ErrorCode.BUILD_LOST
                ? attemptsAllowed * LOST_FOR_ONE_REFUSED
                : attemptsAllowed;
        yield failed.failure().retryable() && attempt < allowed
            ? new Decision.Again(retry.pause(failed.failure().code(), attempt))
            : new Decision.Fails();
      }
    };
  }

  /// Estimated milliseconds to the end, 0 or more; -1 where unknown. They follow from the progress
  /// once that is meaningful, before from the prediction.
  static long remainingMillis(
      State state,
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
