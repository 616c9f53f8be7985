package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/databases/{name}/plans` of the planner: a draft.
///
/// @param strategy the database's own where absent
/// @param windowMillis that the plan should fit into
/// @param tables patterns `schema.table`; all where empty
public record PlanRequest(
    @Nullable @Within(Bound.STRATEGY) String strategy,
    @Nullable @Within(Bound.WINDOW_MILLIS) Long windowMillis,
    @Within(Bound.TABLES) List<@Within(Bound.TABLE_PATTERN) String> tables) {
  public PlanRequest {
    tables = tables == null ? List.of() : List.copyOf(tables);
    if (windowMillis != null && windowMillis < 1) {
      throw new IllegalArgumentException("windowMillis must be 1 or more");
    }
  }
}
