package dev.plimsoll.contracts.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/workers/{id}/claim` of the planner.
///
/// @param lane `default` where absent
/// @param free what the worker's jobs leave of it
/// @param all what it has; as much as is free where absent
/// @param order among jobs of equal priority; `GPUS_RUNTIME_MEMORY` where absent
/// @param most jobs, 1 where absent
/// @param known jobs that the worker has: where it has others, their answer was lost, and they are
///     answered once more
public record ClaimRequest(
    @Nullable @Within(Bound.JOB_KIND) String lane,
    @JsonProperty(required = true) JobNeeds free,
    @Nullable JobNeeds all,
    @Nullable Order order,
    @Nullable @Within(Bound.CLAIMED_JOBS) Integer most,
    @Within(Bound.HELD_JOBS) List<@Within(Bound.JOB_ID) Long> known) {
  public ClaimRequest {
    known = known == null ? List.of() : List.copyOf(known);
  }

  /// Which jobs come first, the largest before the others.
  public enum Order {
    GPUS_RUNTIME_MEMORY,
    GPUS_MEMORY_RUNTIME
  }
}
