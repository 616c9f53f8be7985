package dev.plimsoll.offsetlog.backlog;

import java.time.Duration;

/// What is accepted and has no offset yet.
///
/// @param batches exact where they are few, else estimated
/// @param oldest how long the oldest has waited; zero where none waits
public record LogBacklog(long batches, Duration oldest) {
  public static final LogBacklog NONE = new LogBacklog(0, Duration.ZERO);
}
