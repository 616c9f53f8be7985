package dev.plimsoll.sync.extract;

import dev.plimsoll.sync.extract.TaskClaims.OpenTasks;
import java.time.Duration;

/// When a process looks for read tasks that have no owner.
///
/// One question, asked twice a second, tells whether there are any. What it costs to find them is
/// spent only while a place is free: at once where a command has waited for too long, else after an
/// interval, since whether those that were begun have an owner takes a try of each.
///
/// @param grace in which a command comes by Kafka
/// @param interval between two looks for read tasks that were begun
record RecoveryPace(Duration grace, Duration interval) {
  private static final Duration LONGEST = Duration.ofMillis(500);

  /// A clock that has not moved on yet would otherwise be asked in vain.
  private static final Duration BEHIND_GRACE = Duration.ofMillis(1);

  /// @param looks whether to look for read tasks to claim
  /// @param begun whether to look for those that were begun, too
  /// @param pause until the next question
  record Step(boolean looks, boolean begun, Duration pause) {}

  Duration betweenQuestions() {
    return shorter(interval, LONGEST);
  }

  /// @param sinceBegun time since the last look for read tasks that were begun
  Step step(OpenTasks open, boolean hasPlace, Duration sinceBegun) {
    if (open.wanted() == 0 || !hasPlace) {
      return new Step(false, false, betweenQuestions());
    }
    boolean begun = sinceBegun.compareTo(interval) >= 0;
    if (open.waiting() == 0) {
      return new Step(begun, begun, betweenQuestions());
    }
    Duration left = grace.minus(open.waited());
    return left.isPositive()
        ? new Step(begun, begun, shorter(left.plus(BEHIND_GRACE), betweenQuestions()))
        : new Step(true, begun, betweenQuestions());
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
