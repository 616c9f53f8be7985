package dev.plimsoll.contracts.job;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;

/// `POST /api/v1/workers/{id}/renew` of the planner: a sign of life.
///
/// @param jobs that the worker has
public record RenewRequest(@Within(Bound.HELD_JOBS) List<HeldJob> jobs) {
  public RenewRequest {
    jobs = jobs == null ? List.of() : List.copyOf(jobs);
  }

  public record HeldJob(@Within(Bound.JOB_ID) long job, @Within(Bound.JOB_ID) long claim) {}
}
