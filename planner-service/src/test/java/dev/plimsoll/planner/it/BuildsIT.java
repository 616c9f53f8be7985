package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.awaitState;
import static dev.plimsoll.planner.it.PlannerClient.build;
import static dev.plimsoll.planner.it.PlannerClient.builds;
import static dev.plimsoll.planner.it.PlannerClient.plan;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.planner;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A build from its plan to its end: dispatched, followed, tried again, one of a table at a time.
@QuarkusTest
class BuildsIT {
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
  void aBuildThatCannotBeReadKeepsNoOtherDatabaseWaiting() throws SQLException {
    // given a database that comes first in turn, with a build whose row somebody has spoiled
    TestDatabase database = databaseWithTables("plan_unreadable", 1, 10);
    List<KeyRule> rules = List.of(rule("public.*", Kind.PRIMARY_KEY, "id"));
    register(registration("a-first", database, capacity(), rules));
    api().post("/api/v1/databases/a-first/pause").then().statusCode(200);
    plan("a-first");
    try {
      spoil("UPDATE planner.builds SET planned = '{' WHERE database = 'a-first'");
      api().post("/api/v1/databases/a-first/resume").then().statusCode(200);

      // when another has builds, too
      TestDatabase other = databaseWithTables("plan_readable", 1, 10);
      register(registration("z-last", other, capacity(), rules));
      BuildView build = builds(plan("z-last")).getFirst();

      // then they are sent
      surroundings.succeed(surroundings.awaitCommand(build.id(), 1), 1);
      awaitState(build.id(), BuildView.State.SUCCEEDED);
    } finally {
      spoil("DELETE FROM planner.plans WHERE database = 'a-first'");
    }
  }

  private static void spoil(String sql) throws SQLException {
    try (Connection connection = planner();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void plansDispatchesAndFollowsABuildToItsEnd() throws SQLException {
    // given a database with a rule
    TestDatabase database = databaseWithTables("plan_follow", 1, 5_000);
    register(
        registration(
            "follow", database, capacity(), List.of(rule("public.*", Kind.PRIMARY_KEY, "id"))));

    // when it is planned
    PlanView plan = plan("follow");

    // then a command goes to the slot that was claimed
    assertThat(plan.builds())
        .singleElement()
        .satisfies(b -> assertThat(b.sizing().rows()).isEqualTo(5_000));
    BuildView planned = builds(plan).getFirst();
    BuildCommand command = surroundings.awaitCommand(planned.id(), 1);
    assertThat(command.indexName()).isEqualTo("t0_pkey");
    assertThat(command.definition())
        .isEqualTo(new IndexDefinition(Kind.PRIMARY_KEY, List.of("id")));
    assertThat(command.slot().lane()).isEqualTo(Lane.SMALL);
    assertThat(command.allocation().maintenanceWorkMemBytes()).isPositive();
    assertThat(surroundings.partition(planned.id())).isEqualTo(command.slot().partition());
    assertThat(command.database()).isEqualTo(new RegisteredDatabase("follow", 1));

    // when events come, some twice and some late
    UUID id = planned.id();
    surroundings.send(
        Topic.BUILD_EVENTS,
        id.toString(),
        new BuildEvent.Started(id, 1, 5, Instant.now(), "b", false));
    surroundings.send(
        Topic.BUILD_EVENTS,
        id.toString(),
        new BuildEvent.Progressed(
            id,
            1,
            7,
            Instant.now(),
            "loading tuples in tree",
            0.8,
            "pid 1",
            BuildEvent.Usage.UNSEEN,
            List.of()));
    surroundings.send(
        Topic.BUILD_EVENTS,
        id.toString(),
        new BuildEvent.Progressed(
            id,
            1,
            6,
            Instant.now(),
            "scanning table",
            0.2,
            null,
            BuildEvent.Usage.UNSEEN,
            List.of()));
    await().until(() -> build(id).progress().fraction() == 0.8);
    assertThat(build(id).progress().phase()).isEqualTo("loading tuples in tree");
    assertThat(build(id).progress().waitingFor()).isEqualTo("pid 1");
    BuildEvent.Step created =
        new BuildEvent.Step("create the index", "done", Duration.ofSeconds(70));
    surroundings.tell(
        new BuildEvent.Progressed(
            id,
            1,
            8,
            Instant.now(),
            "analyze",
            0.9,
            null,
            new BuildEvent.Usage(0, -1L),
            List.of(created)));
    await().until(() -> build(id).progress().steps().equals(List.of(created)));
    surroundings.succeed(command, 9);
    awaitState(id, BuildView.State.SUCCEEDED);
    surroundings.succeed(command, 9);
    surroundings.fail(command, 10, ErrorCode.BUILD_LOST, true);

    // then it has ended once, and its slot and its share of the load line are free again
    BuildView done = build(id);
    assertThat(done.outcome().indexBytes()).isEqualTo(1_000_000);
    assertThat(done.timing().actualMillis()).isEqualTo(70);
    assertThat(done.progress().steps())
        .as("what was told before is known still")
        .containsExactly(created);
    awaitLedgerAtZero("follow");
    assertThat(build(id).state()).isEqualTo(BuildView.State.SUCCEEDED);
  }

  @Test
  void triesAgainWhatMayPassAndKeepsWhatDoesNot() throws SQLException {
    TestDatabase database = databaseWithTables("plan_retry", 1, 1_000);
    register(
        registration(
            "retry", database, capacity(), List.of(rule("public.*", Kind.UNIQUE, "hashkey"))));
    UUID id = builds(plan("retry")).getFirst().id();

    // when the first attempt fails for a while
    surroundings.fail(surroundings.awaitCommand(id, 1), 1, ErrorCode.BUILD_LOST, true);

    // then a second one comes after a pause, and its permanent failure stands
    await()
        .until(
            () ->
                build(id).state() == BuildView.State.PLANNED
                    || build(id).progress().attempt() == 2);
    surroundings.fail(surroundings.awaitCommand(id, 2), 1, ErrorCode.DUPLICATE_KEYS, false);
    awaitState(id, BuildView.State.FAILED);
    assertThat(build(id).outcome().errorCode()).isEqualTo(ErrorCode.DUPLICATE_KEYS);
    awaitLedgerAtZero("retry");

    // when a person has it tried again
    api().post("/api/v1/builds/" + id + "/retry").then().statusCode(200);

    // then it goes on with the next attempt
    surroundings.succeed(surroundings.awaitCommand(id, 3), 1);
    awaitState(id, BuildView.State.SUCCEEDED);
    api()
        .post("/api/v1/builds/" + id + "/retry")
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("code", equalTo("conflict"));
  }

  @Test
  void neverSendsTwoBuildsOfOneTable() throws SQLException {
    TestDatabase database = databaseWithTables("plan_table", 1, 1_000);
    register(
        registration(
            "table",
            database,
            capacity(),
            List.of(
                rule("public.*", Kind.PRIMARY_KEY, "id"),
                rule("public.*", Kind.UNIQUE, "hashkey"))));

    List<BuildView> builds = builds(plan("table"));

    assertThat(builds).hasSize(2);
    BuildCommand first =
        await()
            .until(
                () ->
                    builds.stream()
                        .flatMap(build -> surroundings.commands(build.id()).stream())
                        .findFirst()
                        .orElse(null),
                command -> command != null);
    UUID other =
        builds.stream()
            .map(BuildView::id)
            .filter(id -> !id.equals(first.buildId()))
            .findFirst()
            .orElseThrow();
    assertThat(build(other).progress().waitingFor()).contains("another build of this table");
    surroundings.succeed(first, 1);
    surroundings.succeed(surroundings.awaitCommand(other, 1), 1);
    awaitState(other, BuildView.State.SUCCEEDED);
  }

  @Test
  void planningAgainPlansOnlyWhatIsNotUnderWay() throws SQLException {
    TestDatabase database = databaseWithTables("plan_again", 2, 1_000);
    register(
        registration(
            "again", database, capacity(), List.of(rule("public.*", Kind.PRIMARY_KEY, "id"))));

    PlanView first = plan("again");
    PlanView second = plan("again");

    assertThat(first.builds()).hasSize(2);
    assertThat(second.builds()).isEmpty();
    assertThat(second.findings().satisfied())
        .hasSize(2)
        .allMatch(line -> line.contains("under way"));
    builds(first)
        .forEach(build -> surroundings.succeed(surroundings.awaitCommand(build.id(), 1), 1));
    builds(first).forEach(build -> awaitState(build.id(), BuildView.State.SUCCEEDED));
  }

  private static void awaitLedgerAtZero(String database) {
    await()
        .untilAsserted(
            () -> {
              try (Connection connection = planner();
                  Statement statement = connection.createStatement();
                  ResultSet row =
                      statement.executeQuery(
                          "SELECT used_memory_bytes, used_milli_cores, used_temporary_bytes,"
                              + " used_parallel_workers FROM planner.load_lines WHERE database = '"
                              + database
                              + "'")) {
                row.next();
                assertThat(row.getLong(1) + row.getLong(2) + row.getLong(3) + row.getLong(4))
                    .isZero();
              }
            });
  }
}
