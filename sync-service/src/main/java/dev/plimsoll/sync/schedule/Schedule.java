package dev.plimsoll.sync.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Schedule, as stored. The request of each run is JSON.
record Schedule(
    String name,
    String source,
    @Nullable String target,
    String request,
    Duration every,
    boolean verify,
    boolean paused,
    Instant createdAt,
    Instant nextAt) {

  /// Whether a repeated request asks for this schedule.
  ///
  /// @param other the schedule that it asks for
  /// @param firstAt requested; null for any time
  boolean isAskedForBy(Schedule other, @Nullable Instant firstAt) {
    return request.equals(other.request)
        && every.equals(other.every)
        && verify == other.verify
        && (firstAt == null || DueTime.areOfOne(nextAt, firstAt, every));
  }
}
