package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.JobClient.accept;
import static dev.plimsoll.planner.it.JobClient.awaitReference;
import static dev.plimsoll.planner.it.JobClient.awaitSettled;
import static dev.plimsoll.planner.it.JobClient.awaitState;
import static dev.plimsoll.planner.it.JobClient.build;
import static dev.plimsoll.planner.it.JobClient.command;
import static dev.plimsoll.planner.it.JobClient.job;
import static dev.plimsoll.planner.it.JobClient.loseThePlanner;
import static dev.plimsoll.planner.it.JobClient.reference;
import static dev.plimsoll.planner.it.JobClient.registered;
import static dev.plimsoll.planner.it.PlannerClient.as200;
import static dev.plimsoll.planner.it.PlannerClient.http;
import static dev.plimsoll.planner.it.PlannerClient.list;
import static dev.plimsoll.planner.it.PlannerClient.planOf;
import static dev.plimsoll.planner.it.PlannerFixture.execute;
import static dev.plimsoll.planner.it.PlannerFixture.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Builds that jobs order: one plan a job, whoever is killed while it is made.
@QuarkusTest
class JobBuildsIT {
  // Sessions that wait for the database's row.
  private static final String WAITERS =
      """
      SELECT pid FROM pg_stat_activity
      WHERE application_name = 'plimsoll-planner' AND wait_event_type = 'Lock'
        AND query ILIKE '%databases%'
      """;
  private static final String WAITING = "SELECT count(*) FROM (" + WAITERS + ") w";

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
  void aBuildIsPlannedOnceWhoeverIsKilledAndWhatWaitsForItIsReadyThen() throws SQLException {
    // given a planner that is stopped while it plans
    registered("killed", 2);
    long workflow;
    try (Connection planner = PlannerFixture.planner();
        Connection holder = PlannerFixture.planner()) {
      holder.setAutoCommit(false);
      execute(holder, "SELECT FROM planner.databases WHERE name = 'killed' FOR UPDATE");
      workflow =
          accept(
              build("index", Map.of("database", "killed", "tables", List.of("public.t0"))),
              command("report", "index"));
      await().until(() -> number(planner, WAITING) == 1);
      loseThePlanner(planner);
      execute(planner, "SELECT pg_terminate_backend(pid) FROM (" + WAITERS + ") w");
      holder.rollback();

      // when another goes on, which is lost while the build runs
      JobDetail planned = awaitReference(workflow, "index");
      UUID plan = reference(planned);
      BuildView build = PlannerClient.builds(planOf(plan)).getFirst();
      BuildCommand command = surroundings.awaitCommand(build.id(), 1);
      surroundings.start(command, 1);
      loseThePlanner(planner);
      await().until(() -> job(workflow, "index").job().attempt() == 3);
      assertThat(job(workflow, "report").job().state()).isEqualTo(JobView.State.BLOCKED);
      surroundings.succeed(command, 2);

      // then there was one plan, of the table that was asked for
      awaitState(workflow, "index", JobView.State.DONE);
      assertThat(reference(job(workflow, "index"))).isEqualTo(plan);
      assertThat(plans("killed")).extracting(PlanView::id).containsExactly(plan);
      assertThat(PlannerClient.buildsOf("killed")).hasSize(1);
      assertThat(job(workflow, "index").attempts().getFirst().output())
          .containsEntry("plan", plan.toString());
      awaitState(workflow, "report", JobView.State.READY);
    }
  }

  @Test
  void aFailedBuildFailsItsJobAndARetryGoesOnWithTheSamePlan() throws SQLException {
    // given
    registered("fails", 1);
    long workflow = accept(build("index", Map.of("database", "fails")), command("report", "index"));
    UUID plan = reference(awaitReference(workflow, "index"));
    UUID build = PlannerClient.builds(planOf(plan)).getFirst().id();

    // when
    surroundings.fail(surroundings.awaitCommand(build, 1), 1, ErrorCode.DUPLICATE_KEYS, false);

    // then
    awaitState(workflow, "index", JobView.State.FAILED);
    assertThat(job(workflow, "index").attempts().getFirst().message())
        .startsWith("duplicate-keys: ")
        .contains("./plimsoll build show " + build);
    awaitState(workflow, "report", JobView.State.CANCELED);

    // when the rows are mended and the job is tried again
    as200(http().send("POST", "/api/v1/workflows/" + workflow + "/retry", ""));
    surroundings.succeed(surroundings.awaitCommand(build, 2), 1);

    // then
    awaitState(workflow, "index", JobView.State.DONE);
    assertThat(plans("fails")).hasSize(1);
  }

  @Test
  void whoCancelsTheJobCancelsItsBuildsAndARetryBuildsThem() throws SQLException {
    // given
    registered("cancels", 1);
    long workflow = accept(build("index", Map.of("database", "cancels")));
    UUID plan = reference(awaitReference(workflow, "index"));
    UUID build = PlannerClient.builds(planOf(plan)).getFirst().id();
    BuildCommand command = surroundings.awaitCommand(build, 1);

    // when
    as200(http().send("POST", "/api/v1/workflows/" + workflow + "/cancel", ""));
    assertThat(surroundings.awaitCancel(build).attempt()).isEqualTo(1);
    // Tried again before the builder has answered.
    as200(http().send("POST", "/api/v1/workflows/" + workflow + "/retry", ""));
    surroundings.tell(
        new BuildEvent.Cancelled(build, command.attempt(), 1, Instant.now(), "ann", List.of()));

    // then
    surroundings.succeed(surroundings.awaitCommand(build, 2), 1);
    awaitState(workflow, "index", JobView.State.DONE);
    assertThat(plans("cancels")).extracting(PlanView::id).containsExactly(plan);
  }

  @Test
  void aJobWaitsForABuildOfAPlanThatSomebodyElseHasApplied() throws SQLException {
    // given
    registered("follows", 2);
    PlanView plan = PlannerClient.plan("follows");
    List<BuildView> builds = PlannerClient.builds(plan);
    BuildView one = builds.getFirst();

    // when
    long workflow =
        accept(
            build(
                "index",
                Map.of(
                    "plan",
                    plan.hash().substring(0, 12),
                    "tables",
                    List.of(one.planned().table().toString()))));
    awaitReference(workflow, "index");
    surroundings.succeedWhenSent(one.id());

    // then
    awaitState(workflow, "index", JobView.State.DONE);
    assertThat(planOf(plan.id()).state()).isEqualTo(PlanView.State.RUNNING);
    // Whoever cancels a job that only waits cancels nothing else.
    long other = accept(build("index", Map.of("plan", plan.hash())));
    awaitReference(other, "index");
    as200(http().send("POST", "/api/v1/workflows/" + other + "/cancel", ""));
    awaitSettled();
    assertThat(planOf(plan.id()).state()).isEqualTo(PlanView.State.RUNNING);
    surroundings.succeedWhenSent(builds.getLast().id());
  }

  private static List<PlanView> plans(String database) {
    return list("/api/v1/plans?database=" + database, PlanView[].class);
  }
}
