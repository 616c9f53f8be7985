package dev.plimsoll.cli.job.work;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.JobsApi;
import dev.plimsoll.cli.local.ServiceReaper;
import dev.plimsoll.contracts.job.EndsRequest.JobEnd;
import dev.plimsoll.contracts.job.EndsRequest.Outcome;
import dev.plimsoll.contracts.job.JobAssignment;
import dev.plimsoll.contracts.job.JobDetail.Datum;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Begins jobs as processes, with the values that they read in a file.
final class JobLauncher {
  private final JobsApi jobs;
  private final Path folder;
  private final ServiceReaper reaper;

  JobLauncher(JobsApi jobs, Path folder, ServiceReaper reaper) {
    this.jobs = jobs;
    this.folder = folder;
    this.reaper = reaper;
  }

  /// What became of a begin.
  sealed interface Begin {}

  record Runs(RunningCommand command) implements Begin {}

  /// It does not run: what is said of it, and why.
  record Refused(JobEnd end, String because) implements Begin {}

  /// A job of another kind, or without a command, fails for good; one that cannot be started here
  /// may be tried again; one whose values cannot be asked for now is given back.
  Begin begin(JobAssignment job) {
    try {
      if (!job.kind().equals(JobRequest.COMMAND)) {
        throw PlimsollException.invalidRequest(
            "this worker runs jobs of kind command alone, and it is of kind " + job.kind());
      }
      CommandPayload payload = CommandPayload.of(job.payload());
      JobFiles files = JobFiles.of(folder, job);
      Files.writeString(files.inputs(), Json.write(inputs(job)));
      return new Runs(RunningCommand.start(job, payload, files, reaper));
    } catch (IOException e) {
      return failure(job, "it could not be started: " + e.getMessage(), false);
    } catch (PlimsollException e) {
      String because = String.valueOf(e.getMessage());
      return ApiClient.unavailable(e)
          ? new Refused(returned(job), because)
          : failure(job, because, true);
    }
  }

  private Map<String, Object> inputs(JobAssignment job) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    if (job.reads() > 0) {
      for (Datum datum : jobs.job(job.job()).reads()) {
        if (datum.value() != null) {
          inputs.put(datum.name(), datum.value());
        }
      }
    }
    return inputs;
  }

  private static Refused failure(JobAssignment job, String because, boolean permanent) {
    return new Refused(RunningCommand.failure(job, because, permanent, Map.of()), because);
  }

  /// Said of a job that has not begun.
  static JobEnd returned(JobAssignment job) {
    return new JobEnd(job.job(), job.claim(), Outcome.RETURNED, null, false, null, null);
  }
}
