package dev.plimsoll.sync.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A schedule as its row has it.
///
/// @param request of each run, as JSON
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

  /// Whether a request for a schedule of this name asks for what is there.
  ///
  /// @param other as the request would have it
  /// @param firstAt of the request; null where any time will do
  boolean isAskedForBy(Schedule other, @Nullable Instant firstAt) {
    return request.equals(other.request)
        && every.equals(other.every)
        && verify == other.verify
        && (firstAt == null || DueTime.areOfOne(nextAt, firstAt, every));
  }
}
