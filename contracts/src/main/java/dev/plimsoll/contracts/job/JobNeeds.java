package dev.plimsoll.contracts.job;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a job takes of its worker, or a worker has.
///
/// @param cores to thousandths
/// @param diskBytes of temporary files
/// @param runtime of a job: an estimate; of a worker: how long it will last; absent: none, or any
public record JobNeeds(
    @Within(Bound.JOB_CORES) double cores,
    @Within(Bound.JOB_BYTES) long memoryBytes,
    @Within(Bound.JOB_GPUS) int gpus,
    @Within(Bound.JOB_BYTES) long diskBytes,
    @Nullable @Within(Bound.JOB_RUNTIME) Duration runtime) {
  public static final JobNeeds NONE = new JobNeeds(0, 0, 0, 0, null);
}
