package dev.plimsoll.cli.job;

import dev.plimsoll.contracts.job.GraphView;
import dev.plimsoll.contracts.job.JobAssignment;
import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.JobNeeds;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.WorkerView;
import dev.plimsoll.contracts.job.WorkflowEvent;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Answers about jobs, made up.
public final class JobViews {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private JobViews() {}

  public static WorkflowView workflow(WorkflowView.State state) {
    return new WorkflowView(
        7,
        "nightly",
        OpenEnum.of(state),
        "ann",
        null,
        NOW,
        state.isEnd() ? NOW : null,
        new WorkflowView.JobCounts(3, 1, 0, 1, 0, 1, 0, 0));
  }

  public static JobView job(JobView.State state) {
    return new JobView(
        41,
        7,
        "load",
        "command",
        "default",
        5,
        OpenEnum.of(state),
        1,
        3,
        0,
        NOW,
        "host:1",
        new JobNeeds(2, 1 << 30, 0, 0, Duration.ofMinutes(5)));
  }

  public static JobDetail detail() {
    OpenEnum<JobView.State> done = OpenEnum.of(JobView.State.DONE);
    return new JobDetail(
        job(JobView.State.FAILED),
        Map.of("command", List.of("true")),
        null,
        List.of(new JobDetail.Neighbour(40, "count", done)),
        List.of(),
        List.of(
            new JobDetail.Attempt(
                1, "FAILED", "host:1", "exit code 3", Map.of("exitCode", 3, "tail", "no\n"), NOW)),
        List.of(new JobDetail.Datum("rows", 40L, "count", 7, NOW)),
        List.of());
  }

  public static WorkflowEvent failure() {
    return new WorkflowEvent(3, 41L, "load", "job-failed", "exit code 3", NOW);
  }

  public static GraphView graph() {
    OpenEnum<JobView.State> done = OpenEnum.of(JobView.State.DONE);
    return new GraphView(
        7,
        "nightly",
        3,
        List.of(new GraphView.Node(40, "count", done, 0), new GraphView.Node(41, "load", done, 1)),
        List.of(new GraphView.Edge(40, 41)));
  }

  public static WorkerView worker() {
    return new WorkerView(9, "test", NOW, NOW.plusSeconds(60), Duration.ofMinutes(1), 0);
  }

  public static JobAssignment assignment(long job, String name, String... command) {
    return new JobAssignment(
        job,
        job + 1_000,
        1,
        7,
        "nightly",
        name,
        "command",
        Map.of("command", List.of(command)),
        new JobNeeds(1, 0, 0, 0, Duration.ZERO),
        0);
  }
}
