package dev.plimsoll.contracts.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of the ends of an [EndsRequest], in its order.
///
/// @param jobs that its claim was given
public record EndsView(List<Taken> ends, List<JobAssignment> jobs) {
  public EndsView {
    ends = List.copyOf(ends);
    jobs = jobs == null ? List.of() : List.copyOf(jobs);
  }

  /// @param taken whether it counts, now or since an earlier call
  /// @param reason absent where it was taken
  public record Taken(long job, long claim, boolean taken, @Nullable String reason) {}
}
