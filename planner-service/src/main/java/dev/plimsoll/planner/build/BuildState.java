package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Duration;

/// Where a build stands, and what an event makes of that. Pure: nothing here knows a database or a
/// clock.
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
public record BuildState(BuildView.State state, int attempt, long sequence) {
  private static final int LOST_FOR_ONE_REFUSED = 4;

  /// What is to be done about an event.
  public sealed interface Decision {
    /// Seen already, or of an attempt that is no longer the one: nothing.
    record Ignored() implements Decision {}

    /// It runs; take over what the event tells.
    record Runs() implements Decision {}

    /// It is there: give back what it took, keep the index' disk.
    record Succeeds() implements Decision {}

    /// Give back what it took; nobody wants it any more.
    record IsCancelled() implements Decision {}

    /// Give back what it took; send it again after a pause.
    record Again(Duration pause) implements Decision {}

    /// Give back what it took; a person decides.
    record Fails() implements Decision {}
  }

  /// (attempt, sequence) only moves forward, and only a build in flight has news.
  ///
  /// @param cancelling a person has asked for its end, so it is not tried again
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
        if (failed.retryable() && cancelling) {
          yield new Decision.IsCancelled();
        }
        // Work that was lost was not refused; work that is lost again and again is set aside too.
        int allowed =
            failed.code() == ErrorCode.BUILD_LOST
                ? attemptsAllowed * LOST_FOR_ONE_REFUSED
                : attemptsAllowed;
        yield failed.retryable() && attempt < allowed
            ? new Decision.Again(retry.pause(failed.code(), attempt))
            : new Decision.Fails();
      }
    };
  }
}
