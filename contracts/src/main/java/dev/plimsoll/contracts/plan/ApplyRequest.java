package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;

/// `POST /api/v1/plans/apply` of the planner: apply this very plan, if the database is unchanged.
///
/// @param hash of the plan, or its first 8 characters or more
public record ApplyRequest(@Within(Bound.PLAN_HASH) String hash, @Within(Bound.BY) String by) {
  public ApplyRequest {
    if (hash.length() < 8) {
      throw new IllegalArgumentException("a plan's hash has at least 8 characters");
    }
    by = by == null ? "" : by;
  }
}
