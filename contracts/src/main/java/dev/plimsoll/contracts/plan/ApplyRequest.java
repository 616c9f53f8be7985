package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;

/// `POST /api/v1/plans/apply` of the planner: this plan and no other, if the database is still
/// what it was made for.
///
/// @param hash of the plan, or its first 8 characters or more
/// @param by who asks, for the record; empty where unknown
public record ApplyRequest(@Within(Bound.PLAN_HASH) String hash, @Within(Bound.BY) String by) {
  public ApplyRequest {
    if (hash.length() < 8) {
      throw new IllegalArgumentException("a plan's hash has at least 8 characters");
    }
    by = by == null ? "" : by;
  }
}
