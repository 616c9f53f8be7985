package dev.plimsoll.cli.job;

import dev.plimsoll.cli.api.JobsApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.watch.Display;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import dev.plimsoll.contracts.job.WorkflowEvent;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = {
      "Show a workflow: how far it is, and what has failed of it. Or a job: what it does and waits for,"
          + " how its attempts ended, the end of its last output, what it reads and writes.",
      "With --watch until the workflow has ended: exit 0 when all is done, 1 when something failed or"
          + " was canceled, 6 when --timeout came first."
    },
    footer = {"", "Examples:", "  ./plimsoll job show 7 --watch", "  ./plimsoll job show 7/load"})
final class ShowJobCommand extends JobsCommand {
  private static final int MOST_RUNNING = 20;

  @Parameters(paramLabel = "WHAT", description = "A workflow's number, or NUMBER/JOB.")
  private String what = "";

  @Option(names = "--watch", description = "Go on until the workflow has ended.")
  private boolean watch;

  @Mixin private final WatchOptions options = new WatchOptions();

  record Answer(WorkflowView workflow, List<WorkflowEvent> failures) {}

  static WorkflowProgress look(JobsApi jobs, long workflow) {
    return new WorkflowProgress(
        jobs.workflow(workflow), jobs.jobs(workflow, MOST_RUNNING, "state", "RUNNING"));
  }

  @Override
  protected int run(JobsApi jobs) {
    JobAddress address = JobAddress.of(what);
    if (address.job() != null) {
      if (watch) {
        throw PlimsollException.usage("--watch follows a workflow: give its number alone");
      }
      long id = JobAddress.find(jobs, address.workflow(), address.job());
      return answer(jobs.job(id), JobText::job, "job show " + address.workflow());
    }
    long id = address.workflow();
    int exitCode = ExitCode.OK;
    if (watch) {
      Display display = json() ? Display.none() : Display.of(terminal(), terminal().err());
      exitCode =
          new Watch(options, false, "planner", terminal())
              .follow(() -> look(jobs, id), display)
              .exitCode();
    }
    WorkflowView workflow = jobs.workflow(id);
    Answer answer = new Answer(workflow, jobs.events(id, "job-failed"));
    show(answer, () -> JobText.workflow(workflow, answer.failures()));
    next(
        answer.failures().isEmpty()
            ? "job list " + id
            : "job list %d --state failed".formatted(id));
    return exitCode;
  }
}
