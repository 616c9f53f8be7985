package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.JobClient.awaitState;
import static dev.plimsoll.planner.it.JobClient.job;
import static dev.plimsoll.planner.it.JobClient.reference;
import static dev.plimsoll.planner.it.JobClient.registered;
import static dev.plimsoll.planner.it.PlannerClient.as200;
import static dev.plimsoll.planner.it.PlannerClient.http;
import static dev.plimsoll.planner.it.PlannerClient.list;
import static dev.plimsoll.planner.it.PlannerClient.workflowOf;
import static dev.plimsoll.planner.it.PlannerFixture.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Applied plans as workflows, whose jobs are their builds.
@QuarkusTest
class JobsOfPlansIT {
  private PlannerFixture surroundings;

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  @Test
  void anAppliedPlanIsAWorkflowWhoseJobsFollowItsBuilds() throws SQLException {
    // given
    registered("shown", 2);
    PlanView plan = PlannerClient.plan("shown");
    List<BuildView> builds = PlannerClient.builds(plan);
    BuildView one = builds.getFirst();
    BuildView other = builds.getLast();
    WorkflowView workflow = awaitWorkflow(plan);
    assertThat(workflow.by()).isEqualTo("the test");
    String shown = name(one);
    assertThat(job(workflow.id(), shown).job().needs().memoryBytes()).isPositive();
    assertThat(reference(job(workflow.id(), shown))).isEqualTo(one.id());

    // when one runs and fails, and the other is canceled by its job
    surroundings.start(surroundings.awaitCommand(one.id(), 1), 1);
    awaitState(workflow.id(), shown, JobView.State.RUNNING);
    surroundings.fail(surroundings.awaitCommand(one.id(), 1), 2, ErrorCode.DUPLICATE_KEYS, false);
    awaitState(workflow.id(), shown, JobView.State.FAILED);
    long otherJob = job(workflow.id(), name(other)).job().id();
    BuildCommand command = surroundings.awaitCommand(other.id(), 1);
    as200(http().send("POST", "/api/v1/jobs/" + otherJob + "/cancel", ""));
    surroundings.awaitCancel(other.id());
    surroundings.tell(
        new BuildEvent.Cancelled(
            other.id(), command.attempt(), 1, Instant.now(), "ann", List.of()));

    // then
    awaitState(workflow.id(), name(other), JobView.State.CANCELED);
    await().until(() -> workflowOf(workflow.id()).state() == WorkflowView.State.FAILED);
    assertThat(http().get("/api/v1/workflows/" + workflow.id() + "/events").body())
        .contains("job-failed")
        .contains("duplicate-keys");

    // when it is tried again
    as200(http().send("POST", "/api/v1/workflows/" + workflow.id() + "/retry", ""));
    surroundings.succeed(surroundings.awaitCommand(one.id(), 2), 1);
    surroundings.succeed(surroundings.awaitCommand(other.id(), 2), 1);

    // then
    await().until(() -> workflowOf(workflow.id()).state() == WorkflowView.State.DONE);
    assertThat(workflowOf(workflow.id()).jobs().done()).isEqualTo(2);
  }

  @Test
  void plansThatCannotBeShownKeepNoOtherFromIt() throws SQLException {
    // given more than are looked at together, which were applied before
    registered("unshown", 1);
    try (Connection planner = PlannerFixture.planner()) {
      execute(
          planner,
          """
          INSERT INTO planner.plans (id, database, created_at, approved_at, hash, state, document)
          SELECT md5('unshown ' || n)::uuid, 'unshown', now(), now() - interval '30 min', 'u' || n,
                 'DONE', '{}'
          FROM generate_series(1, 400) n;
          INSERT INTO planner.builds
            (id, plan_id, database, table_schema, table_name, lane, milli_cores, memory_bytes,
             parallel_workers, temporary_bytes, disk_bytes, predicted_millis, planned, created_at,
             state, attempt, attempts_allowed, sequence, not_before, phase, fraction, ended_at)
          SELECT md5('unshown build ' || n)::uuid, md5('unshown ' || n)::uuid, 'unshown', 's', 't',
                 'SMALL', 0, 0, 0, 0, 0, 0, 'not JSON', now(), 'FAILED', 1, 5, 0, now(), '', 1, now()
          FROM generate_series(1, 400) n
          """);
      try {
        // when
        PlanView plan = PlannerClient.plan("unshown");

        // then
        awaitWorkflow(plan);
        surroundings.succeedWhenSent(PlannerClient.builds(plan).getFirst().id());
      } finally {
        execute(planner, "DELETE FROM planner.plans WHERE database = 'unshown' AND hash LIKE 'u%'");
      }
    }
  }

  /// The workflow of a plan that somebody has applied.
  private static WorkflowView awaitWorkflow(PlanView plan) {
    return await()
        .until(
            () ->
                list("/api/v1/workflows?automatic=false&limit=20", WorkflowView[].class).stream()
                    .filter(each -> each.name().equals(named(plan)))
                    .findFirst()
                    .orElse(null),
            each -> each != null);
  }

  private static String named(PlanView plan) {
    return "plan %s of %s".formatted(plan.hash().substring(0, 8), plan.database());
  }

  private static String name(BuildView build) {
    return build.planned().table() + " " + build.planned().indexName();
  }
}
