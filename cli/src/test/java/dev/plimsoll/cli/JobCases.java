package dev.plimsoll.cli;

import dev.plimsoll.cli.VerbWalkTest.Case;
import dev.plimsoll.cli.job.JobViews;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The walk of every verb of jobs.
final class JobCases {
  private static final String CREATE = "job create src/test/resources/nightly.yaml";
  private static final String WORK = "job work --drain --output target/jobs --name test";

  private JobCases() {}

  private static Case ok(String arguments, int exitCode, String says) {
    return new Case("ok", arguments, JobCases::known, exitCode, says);
  }

  private static Case refused(String arguments, String call, ErrorCode code, int exitCode) {
    Consumer<FakeApi> given = api -> known(api).refuse(call, code, "because of this");
    return new Case("error", arguments, given, exitCode, "because of this");
  }

  private static FakeApi known(FakeApi planner) {
    WorkflowView running = JobViews.workflow(WorkflowView.State.RUNNING);
    return planner
        .on("POST /workflows", running)
        .on("GET /workflows", List.of(running))
        .on("GET /workflows?automatic=false", List.of(running))
        .on("GET /workflows?automatic=true", List.of(running))
        .on("GET /workflows/7", JobViews.workflow(WorkflowView.State.FAILED))
        .on("GET /workflows/7/events?kind=job-failed", List.of(JobViews.failure()))
        .on("GET /workflows/7/graph", JobViews.graph())
        .on("POST /workflows/7/pause", JobViews.workflow(WorkflowView.State.PAUSED))
        .on("POST /workflows/7/resume", running)
        .on("POST /workflows/7/cancel", JobViews.workflow(WorkflowView.State.CANCELED))
        .on("POST /workflows/7/retry", running)
        .on("GET /jobs?workflow=7", List.of(JobViews.job(JobView.State.RUNNING)))
        .on("GET /jobs?workflow=7&state=RUNNING", List.of(JobViews.job(JobView.State.RUNNING)))
        .on("GET /jobs?workflow=7&name=load", List.of(JobViews.job(JobView.State.FAILED)))
        .on("GET /jobs/41", JobViews.detail())
        .on("POST /jobs/41/cancel", JobViews.detail())
        .on("POST /jobs/41/retry", JobViews.detail())
        .on("POST /workers", JobViews.worker())
        .on("POST /workers/9/claim", List.of())
        .on("DELETE /workers/9", Map.of());
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    cases.add(ok(CREATE, 0, "nightly  running: 1 of 3 done"));
    cases.add(ok(CREATE + " --wait", 1, "nightly  failed"));
    cases.add(refused(CREATE, "POST /workflows", ErrorCode.INVALID_REQUEST, 2));
    cases.add(ok("job list", 0, "nightly"));
    cases.add(
        new Case(
            "empty",
            "job list",
            p ->
                p.on("GET /workflows?automatic=false", List.of())
                    .on("GET /workflows?automatic=true", List.of()),
            0,
            "no workflows"));
    cases.add(
        new Case(
            "empty",
            "job list",
            p -> known(p).on("GET /workflows?automatic=false", List.of()),
            0,
            "1 workflow was begun by the planner itself, and left out"));
    cases.add(ok("job list --all", 0, "nightly"));
    cases.add(refused("job list", "GET /workflows?automatic=false", ErrorCode.INTERNAL, 1));
    cases.add(ok("job list 7", 0, "host:1"));
    cases.add(ok("job show 7", 0, "load: exit code 3"));
    cases.add(ok("job show 7 --watch", 1, "load: exit code 3"));
    cases.add(ok("job show 7/load", 0, "Output of the last attempt"));
    cases.add(refused("job show 7", "GET /workflows/7", ErrorCode.NOT_FOUND, 3));
    for (String act : List.of("pause", "resume", "cancel", "retry")) {
      cases.add(ok("job " + act + " 7 --by ann", 0, "nightly"));
      cases.add(refused("job " + act + " 7", "POST /workflows/7/" + act, ErrorCode.CONFLICT, 1));
    }
    cases.add(ok("job retry 7/load", 0, "7/load"));
    cases.add(ok("job cancel 7/load", 0, "7/load"));
    cases.add(ok("job graph 7", 0, "load <- count"));
    cases.add(refused("job graph 7", "GET /workflows/7/graph", ErrorCode.NOT_FOUND, 3));
    cases.add(ok(WORK, 0, "test: 0 done, 0 failed"));
    cases.add(refused(WORK, "POST /workers", ErrorCode.INVALID_REQUEST, 2));
    return cases;
  }
}
