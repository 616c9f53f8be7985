package dev.plimsoll.contracts.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/databases/{name}/plans` of the planner: a draft, which nothing is done for.
///
/// @param strategy by name; the database's own where absent
/// @param windowMillis is it to fit into so much time?
/// @param tables patterns `schema.table` that the plan keeps to; all where empty
public record PlanRequest(
    @Nullable String strategy, @Nullable Long windowMillis, List<String> tables) {
  public PlanRequest {
    tables = tables == null ? List.of() : List.copyOf(tables);
    if (windowMillis != null && windowMillis < 1) {
      throw new IllegalArgumentException("windowMillis must be 1 or more");
    }
  }
}
