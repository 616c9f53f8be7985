package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.ExtractRequest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Schedule, as stored.
///
/// @param edition grows with each edit
record Schedule(
    String name, Job job, long edition, boolean paused, Instant createdAt, Instant nextAt) {

  /// What a schedule does. The request of each run is JSON.
  record Job(
      String source, @Nullable String target, String request, Duration every, boolean verify) {
    static Job of(ExtractRequest request, Duration every, boolean verify) {
      return new Job(request.source(), request.target(), Json.write(request), every, verify);
    }
  }

  /// Whether a repeated request asks for what is here.
  ///
  /// @param firstAt requested; null for any time
  boolean isAskedForBy(Job wanted, @Nullable Instant firstAt) {
    return job.equals(wanted)
        && (firstAt == null || DueTime.areOfOne(nextAt, firstAt, job.every()));
  }

  /// Next due time after an edit. Without a first one, due times count from the last one; one that
  /// has passed, or is the first, stays.
  Instant nextAt(Duration every, @Nullable Instant firstAt, Instant now) {
    if (firstAt != null) {
      return DueTime.after(firstAt, every, now);
    }
    Instant last = nextAt.minus(job.every());
    boolean stays = every.equals(job.every()) || last.isAfter(now) || !nextAt.isAfter(now);
    return stays ? nextAt : DueTime.after(last, every, now);
  }
}
