package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.awaitPlan;
import static dev.plimsoll.planner.it.PlannerClient.awaitState;
import static dev.plimsoll.planner.it.PlannerClient.build;
import static dev.plimsoll.planner.it.PlannerClient.builds;
import static dev.plimsoll.planner.it.PlannerClient.plan;
import static dev.plimsoll.planner.it.PlannerClient.planOf;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The build of a partitioned table has not succeeded before those of its partitions have.
@QuarkusTest
class WholesAndPartsIT {
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
  void aWholeFailsWithItsPartitionAndFollowsItsRetry() throws SQLException {
    // given a whole whose own part is done, and so is that of a partition with partitions
    Map<String, UUID> ids = builtUntilItsPartitions("whole");
    UUID plan = build(ids.get("m")).planId();
    assertThat(build(ids.get("m")).state()).isEqualTo(BuildView.State.RUNNING);
    assertThat(build(ids.get("m")).timing().endedAt()).isNull();
    assertThat(build(ids.get("m")).progress().waitingFor()).contains("public.m_1, public.m_2a");
    // Jobs are moved together: where its partition's runs, the whole's has been looked at since.
    awaitJob(ids.get("m_2a"), JobView.State.RUNNING);
    assertThat(job(ids.get("m"))).isEqualTo(JobView.State.RUNNING);

    // when the build of one partition succeeds and that of another fails for good
    surroundings.succeedWhenSent(ids.get("m_1"));
    surroundings.fail(
        surroundings.awaitCommand(ids.get("m_2a"), 1), 1, ErrorCode.DUPLICATE_KEYS, false);
    awaitPlan(plan, PlanView.State.FAILED);

    // then neither whole has succeeded, and both name the partition
    for (String whole : List.of("m", "m_2")) {
      BuildView view = build(ids.get(whole));
      assertThat(view.state()).as(whole).isEqualTo(BuildView.State.FAILED);
      assertThat(view.outcome().errorCode()).isEqualTo(ErrorCode.DEPENDENCY_FAILED);
      assertThat(view.outcome().error()).contains("INVALID", "public.m_2a (duplicate-keys)");
    }
    assertThat(build(ids.get("m_1")).state()).isEqualTo(BuildView.State.SUCCEEDED);
    awaitJob(ids.get("m"), JobView.State.FAILED);
    assertThat(job(ids.get("m_2"))).isEqualTo(JobView.State.FAILED);
    assertThat(job(ids.get("m_1"))).isEqualTo(JobView.State.DONE);

    // and when the whole is tried again, then so is all that it lacks, itself first
    api().post("/api/v1/builds/" + ids.get("m") + "/retry").then().statusCode(200);
    BuildCommand again = surroundings.awaitCommand(ids.get("m"), 2);
    assertThat(again.awaited()).containsExactly(new QualifiedName("public", "m_2"));
    assertThat(build(ids.get("m_2a")).state()).isEqualTo(BuildView.State.PLANNED);
    surroundings.succeed(again, 1);
    surroundings.succeed(surroundings.awaitCommand(ids.get("m_2"), 2), 1);
    surroundings.succeed(surroundings.awaitCommand(ids.get("m_2a"), 2), 1);
    awaitPlan(plan, PlanView.State.DONE);
    assertThat(builds(planOf(plan)))
        .extracting(BuildView::state)
        .containsOnly(BuildView.State.SUCCEEDED);
    awaitJob(ids.get("m"), JobView.State.DONE);
    api().post("/api/v1/builds/" + ids.get("m") + "/retry").then().statusCode(409);
  }

  @Test
  void aWholeIsCancelledWithItsPartitionsAndSucceedsWithTheLast() throws SQLException {
    Map<String, UUID> ids = builtUntilItsPartitions("cancelled_whole");
    BuildCommand one = surroundings.awaitCommand(ids.get("m_1"), 1);
    surroundings.awaitCommand(ids.get("m_2a"), 1);

    // when the whole is cancelled, then whoever builds its partitions is asked to stop
    api().post("/api/v1/builds/" + ids.get("m") + "/cancel").then().statusCode(202);
    assertThat(build(ids.get("m_1")).progress().phase()).isEqualTo("cancelling");
    assertThat(build(ids.get("m_2a")).progress().phase()).isEqualTo("cancelling");
    assertThat(build(ids.get("m")).state()).isEqualTo(BuildView.State.RUNNING);
    surroundings.succeed(one, 1);
    awaitState(ids.get("m_1"), BuildView.State.SUCCEEDED);
    surroundings.fail(surroundings.awaitCommand(ids.get("m_2a"), 1), 1, ErrorCode.BUILD_LOST, true);
    awaitState(ids.get("m"), BuildView.State.CANCELLED);
    awaitJob(ids.get("m"), JobView.State.CANCELED);

    // and the whole follows when the partition alone is tried again
    api().post("/api/v1/builds/" + ids.get("m_2a") + "/retry").then().statusCode(200);
    surroundings.succeed(surroundings.awaitCommand(ids.get("m_2a"), 2), 1);
    awaitState(ids.get("m"), BuildView.State.SUCCEEDED);
    awaitState(ids.get("m_2"), BuildView.State.SUCCEEDED);
  }

  private static void awaitJob(UUID build, JobView.State state) {
    await().untilAsserted(() -> assertThat(job(build)).isEqualTo(state));
  }

  /// State of the job that shows a build; null before there is one.
  private static JobView.@Nullable State job(UUID build) throws SQLException {
    try (Connection planner = PlannerFixture.planner()) {
      return Sql.of(
              planner,
              """
              SELECT s.state FROM planner.build_job b
              JOIN planner.job_state s ON s.job_id = b.job_id WHERE b.build_id = ?
              """,
              build)
          .first(row -> JobView.State.valueOf(row.getString("state")))
          .orElse(null);
    }
  }

  /// Of `m`, with `m_1` and `m_2`, which has `m_2a`.
  private Map<String, UUID> builtUntilItsPartitions(String name) throws SQLException {
    TestDatabase database = Stack.get().createDatabase("planner_" + name);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE m (id int, part int) PARTITION BY LIST (part);
          CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1);
          CREATE TABLE m_2 PARTITION OF m FOR VALUES IN (2, 3) PARTITION BY LIST (part);
          CREATE TABLE m_2a PARTITION OF m_2 DEFAULT
          """);
    }
    register(
        registration(
            name, database, capacity(), List.of(rule("public.m", Kind.UNIQUE, "id", "part"))));
    PlanView plan = plan(name);
    Map<String, UUID> ids =
        builds(plan).stream()
            .collect(Collectors.toMap(build -> build.planned().table().name(), BuildView::id));
    assertThat(ids).containsOnlyKeys("m", "m_1", "m_2", "m_2a");
    surroundings.succeedWhenSent(ids.get("m"));
    surroundings.succeedWhenSent(ids.get("m_2"));
    surroundings.awaitCommand(ids.get("m_2a"), 1);
    return ids;
  }
}
