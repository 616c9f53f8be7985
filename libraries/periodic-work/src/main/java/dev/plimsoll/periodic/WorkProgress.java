package dev.plimsoll.periodic;

import dev.plimsoll.periodic.WorkState.FailingElements;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Progress of a task, by a monotonic clock.
///
/// @param failingSince nanoseconds; meaningless without failures
/// @param dueAt nanoseconds; latest end of the next round
/// @param sleeps whether no round is due
record WorkProgress(
    long rounds,
    int failuresInARow,
    long failingSince,
    @Nullable String reason,
    long dueAt,
    boolean sleeps) {

  static WorkProgress atStart() {
    return new WorkProgress(0, 0, 0, null, 0, true);
  }

  /// @param mayTake longest round
  WorkProgress pausing(Duration pause, Duration mayTake) {
    return next(rounds, failuresInARow, failingSince, reason, pause, mayTake);
  }

  WorkProgress began(Duration mayTake) {
    return next(rounds, failuresInARow, failingSince, reason, Duration.ZERO, mayTake);
  }

  WorkProgress worked(Duration pause, Duration mayTake) {
    return next(rounds + 1, 0, 0, null, pause, mayTake);
  }

  WorkProgress failed(String why, Duration pause, Duration mayTake) {
    return next(
        rounds + 1,
        failuresInARow + 1,
        failuresInARow == 0 ? System.nanoTime() : failingSince,
        why,
        pause,
        mayTake);
  }

  private static WorkProgress next(
      long rounds,
      int failuresInARow,
      long failingSince,
      @Nullable String reason,
      Duration pause,
      Duration mayTake) {
    boolean sleeps = pause.compareTo(Round.UNTIL_WOKEN) >= 0;
    long dueAt = sleeps ? 0 : System.nanoTime() + pause.toNanos() + mayTake.toNanos();
    return new WorkProgress(rounds, failuresInARow, failingSince, reason, dueAt, sleeps);
  }

  WorkState state(String name, FailingElements elements, long nowNanos) {
    return new WorkState(
        name,
        rounds,
        failuresInARow,
        failuresInARow == 0 ? Duration.ZERO : Duration.ofNanos(nowNanos - failingSince),
        reason,
        sleeps ? Duration.ZERO : Duration.ofNanos(Math.max(0, nowNanos - dueAt)),
        elements);
  }
}
