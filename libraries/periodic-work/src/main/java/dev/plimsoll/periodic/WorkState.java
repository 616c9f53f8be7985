package dev.plimsoll.periodic;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// State of a periodic task.
///
/// @param failuresInARow rounds failed since the last good one
/// @param failingFor time since the first of them; zero without
/// @param reason of the last failure; null after a good round
/// @param overdueBy delay of a round that should have ended; zero without
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

  /// Elements that keep failing while others work.
  ///
  /// @param first the one that has failed longest; null for none
  /// @param reason of its last failure
  public record FailingElements(int count, @Nullable String first, @Nullable String reason) {}

  /// Whether it keeps failing or stands still. A failure or two may only mean that another service
  /// restarts.
  public boolean ill() {
    return fails() || overdueBy.isPositive() || elements.count() > 0;
  }

  private boolean fails() {
    return failuresInARow >= AGAIN_AND_AGAIN && failingFor.compareTo(AT_LEAST) >= 0;
  }

  /// One line without names of elements, since health needs no token.
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
