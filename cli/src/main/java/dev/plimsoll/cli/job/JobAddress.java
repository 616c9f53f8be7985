package dev.plimsoll.cli.job;

import dev.plimsoll.cli.api.JobsApi;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A workflow by its number, or a job of it by `NUMBER/NAME`.
///
/// @param job its name; null for the whole workflow
record JobAddress(long workflow, @Nullable String job) {

  /// @throws PlimsollException USAGE
  static JobAddress of(String text) {
    int slash = text.indexOf('/');
    String number = slash < 0 ? text : text.substring(0, slash);
    try {
      return new JobAddress(Long.parseLong(number), slash < 0 ? null : text.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw PlimsollException.usage(
          "a workflow is named by its number, and a job of it like 7/load, not '" + text + "'");
    }
  }

  /// The number of the job.
  ///
  /// @throws PlimsollException NOT_FOUND
  static long find(JobsApi jobs, long workflow, String name) {
    List<JobView> found = jobs.jobs(workflow, 1, "name", name);
    if (found.isEmpty()) {
      throw PlimsollException.notFound("workflow %d has no job '%s'".formatted(workflow, name));
    }
    return found.getFirst().id();
  }
}
