package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.awaitState;
import static dev.plimsoll.planner.it.PlannerClient.build;
import static dev.plimsoll.planner.it.PlannerClient.builds;
import static dev.plimsoll.planner.it.PlannerClient.draft;
import static dev.plimsoll.planner.it.PlannerClient.plan;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.awaitLedgerAtZero;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.planner;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A load line says what runs and what is there, whatever was announced.
@QuarkusTest
class ChargedByWhatRunsIT {
  private static final long MIB = 1L << 20;
  private static final Capacity ONE_CORE =
      new Capacity(1, 512 * MIB, 0, 4_096 * MIB, 8_192 * MIB, CapacityLimits.NONE);

  private PlannerFixture surroundings;

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  private static TestDatabase registered(String name, String database, int tables, Capacity line)
      throws SQLException {
    TestDatabase target = databaseWithTables(database, tables, 1_000);
    register(registration(name, target, line, List.of(rule("public.t*", Kind.PRIMARY_KEY, "id"))));
    return target;
  }

  private static long used(String database, String limit) {
    return api()
        .get("/api/v1/databases/" + database + "/load-line")
        .then()
        .extract()
        .jsonPath()
        .getLong("limits.find { it.name == '" + limit + "' }.used");
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void databasesOfOneServerShareItsLine() throws SQLException {
    // given two databases of one server, and no core for more than one build
    registered("shared_a", "plan_one__a", 1, capacity());
    registered("shared_b", "plan_one__b", 1, ONE_CORE);
    api()
        .get("/api/v1/databases/shared_a")
        .then()
        .body("builds.capacity.cores", equalTo(1))
        .body("builds.capacity.parallelWorkers", equalTo(0))
        .body("server.sharedWith", hasItem("shared_b"));

    // when a build of the one runs
    UUID first = builds(plan("shared_a")).getFirst().id();
    BuildCommand command = surroundings.awaitCommand(first, 1);
    UUID second = builds(plan("shared_b")).getFirst().id();

    // then that of the other waits, and goes when it has ended
    await().until(() -> "a free core".equals(build(second).progress().waitingFor()));
    assertThat(used("shared_b", "cores")).isEqualTo(1_000);
    assertThat(surroundings.commands(second)).isEmpty();
    surroundings.succeed(command, 1);
    surroundings.succeedWhenSent(second);
    awaitState(second, BuildView.State.SUCCEEDED);
    awaitLedgerAtZero("shared_a");
  }

  @Test
  void diskIsWhatIsUsed() throws SQLException {
    // given a built index, as large as it became
    TestDatabase target = registered("disk_used", "plan_disk_used", 1, capacity());
    UUID id = builds(plan("disk_used")).getFirst().id();
    BuildCommand command = surroundings.awaitCommand(id, 1);
    execute(target, "ALTER TABLE t0 ADD CONSTRAINT " + command.indexName() + " PRIMARY KEY (id)");
    surroundings.succeed(command, 1);
    awaitState(id, BuildView.State.SUCCEEDED);
    draft("disk_used");
    assertThat(used("disk_used", "disk")).isBetween(8_192L, 100_000L);

    // when somebody drops it
    execute(target, "ALTER TABLE t0 DROP CONSTRAINT " + command.indexName());

    // then its disk is there for the next plan
    assertThat(draft("disk_used").builds()).hasSize(1);
    assertThat(used("disk_used", "disk")).isZero();
  }

  @Test
  void aFailureThatKeepsItsIndexKeepsItsDisk() throws SQLException {
    TestDatabase target = registered("disk_kept", "plan_disk_kept", 1, capacity());
    UUID id = builds(plan("disk_kept")).getFirst().id();
    BuildCommand command = surroundings.awaitCommand(id, 1);
    String own = "plimsoll_build_" + id.toString().replace("-", "").substring(0, 12);
    execute(target, "CREATE UNIQUE INDEX " + own + " ON t0 (id)");

    surroundings.tell(
        new BuildEvent.Failed(
            id,
            1,
            1,
            Instant.now(),
            new BuildEvent.Failure(
                ErrorCode.NULL_KEYS, "made up by the test", null, false, List.of()),
            List.of(),
            40_960L));

    awaitState(id, BuildView.State.FAILED);
    assertThat(used("disk_kept", "disk")).isGreaterThanOrEqualTo(40_960);
    assertThat(command.attempt()).isEqualTo(1);
    execute(target, "DROP INDEX " + own);
    draft("disk_kept");
    assertThat(used("disk_kept", "disk")).isZero();
  }

  @Test
  void aSleeperGivesItsCoreToOthersAndTakesItAgain() throws SQLException {
    // given a build that waits for a transaction of somebody else, and one that has no core
    registered("asleep", "plan_asleep", 2, ONE_CORE);
    List<BuildView> builds = builds(plan("asleep"));
    BuildView running =
        await()
            .until(
                () ->
                    builds.stream()
                        .map(it -> build(it.id()))
                        .filter(it -> it.state() == BuildView.State.DISPATCHED)
                        .findFirst()
                        .orElse(null),
                found -> found != null);
    UUID other =
        builds.stream()
            .map(BuildView::id)
            .filter(id -> !id.equals(running.id()))
            .findFirst()
            .orElseThrow();
    surroundings.awaitCommand(running.id(), 1);
    surroundings.tell(
        new BuildEvent.Progressed(
            running.id(),
            1,
            5,
            Instant.now(),
            "waiting for old snapshots",
            0.9,
            "the end of the old snapshot of session 7 (role app, idle in transaction)",
            BuildEvent.Usage.UNSEEN,
            List.of()));

    // then the other goes, and nobody says when this one ends: that is up to the session
    BuildCommand second = surroundings.awaitCommand(other, 1);
    assertThat(build(running.id()).progress().waitingFor()).contains("session 7");
    assertThat(build(running.id()).progress().etaMillis()).isEqualTo(-1);

    // and the first has its core again when it wakes
    surroundings.tell(
        new BuildEvent.Progressed(
            running.id(),
            1,
            6,
            Instant.now(),
            "attach the key",
            0.95,
            null,
            BuildEvent.Usage.UNSEEN,
            List.of()));
    await().until(() -> used("asleep", "cores") == 2_000);
    assertThat(build(running.id()).progress().etaMillis()).isNotNegative();
    surroundings.succeed(second, 1);
    surroundings.tell(
        new BuildEvent.Cancelled(running.id(), 1, 9, Instant.now(), "ann", List.of()));
    awaitLedgerAtZero("asleep");
  }

  @Test
  void aPersonReleasesWhatNobodyEnds() throws SQLException {
    // given a build in flight that no builder answers for
    registered("released", "plan_released", 1, capacity());
    UUID id = builds(plan("released")).getFirst().id();
    surroundings.awaitCommand(id, 1);
    api().post("/api/v1/builds/" + id + "/retry").then().statusCode(409);

    // when a person releases it
    api()
        .body("{\"by\":\"anna\"}")
        .post("/api/v1/builds/" + id + "/release")
        .then()
        .statusCode(200)
        .body("state", equalTo("FAILED"))
        .body("outcome.errorCode", equalTo("build-released"));

    // then nothing is taken, a late end changes nothing, and it can be retried or removed
    awaitLedgerAtZero("released");
    assertThat(surroundings.awaitCancel(id).by()).isEqualTo("anna");
    api().post("/api/v1/builds/" + id + "/release").then().statusCode(409);
    api().post("/api/v1/builds/" + id + "/retry").then().statusCode(200);
    surroundings.succeed(surroundings.awaitCommand(id, 2), 1);
    awaitState(id, BuildView.State.SUCCEEDED);
    api().delete("/api/v1/databases/released").then().statusCode(204);
  }

  @Test
  void aCommandThatNobodyHasIsSentAgain() throws Exception {
    // given a build whose command was taken without an end, as when it was dead-lettered
    registered("lost", "plan_lost", 1, capacity());
    UUID id = builds(plan("lost")).getFirst().id();
    BuildCommand command = surroundings.awaitCommand(id, 1);
    acknowledge(command);

    // then it is another attempt, and what it had is charged again
    BuildCommand again = surroundings.awaitCommand(id, 2);
    surroundings.succeed(again, 1);
    awaitState(id, BuildView.State.SUCCEEDED);
    awaitLedgerAtZero("lost");
  }

  /// As the builders' group does with what it has handled.
  private static void acknowledge(BuildCommand command)
      throws ExecutionException, InterruptedException {
    TopicPartition slot =
        new TopicPartition(
            PlannerFixture.topic(command.slot().lane().topic()), command.slot().partition());
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", Stack.get().description().kafka().bootstrap()))) {
      long end =
          admin.listOffsets(Map.of(slot, OffsetSpec.latest())).all().get().get(slot).offset();
      admin
          .alterConsumerGroupOffsets(
              StackResource.TOPIC_PREFIX + "builder." + command.slot().lane().value(),
              Map.of(slot, new OffsetAndMetadata(end)))
          .all()
          .get();
    }
  }

  @Test
  void aLineThatDoesNotFitItsBuildsIsMended() throws SQLException {
    registered("mended", "plan_mended", 1, capacity());
    try (Connection connection = planner();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE planner.load_lines SET used_memory_bytes = 77 WHERE database = ?")) {
      update.setString(1, "mended");
      update.executeUpdate();
    }
    awaitLedgerAtZero("mended");
  }
}
