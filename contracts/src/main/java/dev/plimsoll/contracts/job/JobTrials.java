package dev.plimsoll.contracts.job;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How often and until when a job is tried.
///
/// @param attempts 1 where absent; one of a worker that was lost counts, too
/// @param pause before another attempt; none where absent
/// @param despiteFailure whether it runs although a job that it waits for has failed
/// @param deadline after which no attempt begins
public record JobTrials(
    @Nullable @Within(Bound.JOB_ATTEMPTS) Integer attempts,
    @Nullable @Within(Bound.JOB_PAUSE) Duration pause,
    boolean despiteFailure,
    @Nullable @Within(Bound.JOB_DEADLINE) Instant deadline) {
  public static final JobTrials ONE = new JobTrials(null, null, false, null);
}
