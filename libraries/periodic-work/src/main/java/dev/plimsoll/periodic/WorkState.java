package dev.plimsoll.periodic;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A periodic task as it is now.
///
/// @param failuresInARow rounds that failed since the last good one
/// @param failingFor since the first of them; zero where the last round was good
/// @param reason of the last failure; null where the last round was good
/// @param overdueBy for how long a round should have ended that has not; zero where none
/// @param elements those of its elements that fail again and again, with the reason of one
public record WorkState(
    String name,
    long rounds,
    int failuresInARow,
    Duration failingFor,
    @Nullable String reason,
    Duration overdueBy,
    FailingElements elements) {
  private static final int AGAIN_AND_AGAIN = 3;
  private static final Duration AT_LEAST = Duration.ofSeconds(10);

  /// Elements of its rounds that fail again and again, while the others are done.
  ///
  /// @param count how many
  /// @param first the one that has failed for longest; null where none does
  /// @param reason of its last failure
  public record FailingElements(int count, @Nullable String first, @Nullable String reason) {}

  /// Whether it fails again and again, or stands still. A failure or two are no news: what it
  /// talks to may have been started again.
  public boolean ill() {
    return fails() || overdueBy.isPositive() || elements.count() > 0;
  }

  private boolean fails() {
    return failuresInARow >= AGAIN_AND_AGAIN && failingFor.compareTo(AT_LEAST) >= 0;
  }

  /// In a line, without names of elements: health is read without a token.
  public String description() {
    if (fails()) {
      return "has failed %d times for %d s".formatted(failuresInARow, failingFor.toSeconds());
    }
    if (overdueBy.isPositive()) {
      return "stands still, overdue by %d s".formatted(overdueBy.toSeconds());
    }
    if (elements.count() > 0) {
      return "fails for %d of its elements, again and again".formatted(elements.count());
    }
    return "works";
  }
}
