package dev.plimsoll.contracts.job;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/workflows` of the planner: all of it is accepted, or nothing.
///
/// @param values of data that are there from the start, by name
/// @param by for the record, unchecked: all users share a token
public record WorkflowRequest(
    @Within(Bound.JOB_NAME) String name,
    @Within(Bound.JOBS) List<JobRequest> jobs,
    @Nullable @Within(Bound.JOB_DATA) Map<String, Object> values,
    @Nullable @Within(Bound.BY) String by) {
  public WorkflowRequest {
    jobs = jobs == null ? List.of() : List.copyOf(jobs);
    values = JobJson.values("values", values);
  }
}
