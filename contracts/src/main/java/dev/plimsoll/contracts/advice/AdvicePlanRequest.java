package dev.plimsoll.contracts.advice;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/databases/{name}/recommendations/plan` of the planner: a draft that builds some
/// recommended indexes.
///
/// @param recommendations of that database
/// @param strategy the database's own where absent
/// @param windowMillis that the plan should fit into
public record AdvicePlanRequest(
    @Within(Bound.RECOMMENDATIONS) List<UUID> recommendations,
    @Nullable @Within(Bound.STRATEGY) String strategy,
    @Nullable @Within(Bound.WINDOW_MILLIS) Long windowMillis) {
  public AdvicePlanRequest {
    recommendations = recommendations == null ? List.of() : List.copyOf(recommendations);
  }
}
