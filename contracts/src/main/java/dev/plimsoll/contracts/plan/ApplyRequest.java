package dev.plimsoll.contracts.plan;

/// `POST /api/v1/plans/apply` of the planner: this plan and no other, if the database is still
/// what it was made for.
///
/// @param hash of the plan, or its first 8 characters or more
/// @param by who asks, for the record; empty where unknown
public record ApplyRequest(String hash, String by) {
  public ApplyRequest {
    if (hash.length() < 8) {
      throw new IllegalArgumentException("a plan's hash has at least 8 characters");
    }
    by = by == null ? "" : by;
  }
}
