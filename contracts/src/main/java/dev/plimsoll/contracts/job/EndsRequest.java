package dev.plimsoll.contracts.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/workers/{id}/ends` of the planner. Each end is taken or refused alone.
///
/// @param claim for jobs that are to follow, once the ends are taken; null for none
public record EndsRequest(@Within(Bound.JOB_ENDS) List<JobEnd> ends, @Nullable ClaimRequest claim) {
  public EndsRequest {
    ends = ends == null ? List.of() : List.copyOf(ends);
  }

  public enum Outcome {
    DONE,
    FAILED,
    /// It has not begun: the attempt does not count.
    RETURNED
  }

  /// @param message why it failed, in a line
  /// @param permanent whether another attempt would be for nothing
  /// @param output kept with the attempt
  /// @param values of data that the job writes, by name
  public record JobEnd(
      @Within(Bound.JOB_ID) long job,
      @Within(Bound.JOB_ID) long claim,
      @JsonProperty(required = true) Outcome outcome,
      @Nullable @Within(Bound.JOB_MESSAGE) String message,
      boolean permanent,
      @Nullable @Within(Bound.JOB_PARTS) Map<String, Object> output,
      @Nullable @Within(Bound.JOB_DATA) Map<String, Object> values) {
    public JobEnd {
      output = JobJson.object("output", output);
      values = JobJson.values("values", values);
    }
  }
}
