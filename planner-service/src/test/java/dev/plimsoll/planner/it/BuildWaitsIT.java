package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.ControlClient.pause;
import static dev.plimsoll.planner.it.ControlClient.registered;
import static dev.plimsoll.planner.it.ControlClient.resume;
import static dev.plimsoll.planner.it.PlannerClient.awaitPlan;
import static dev.plimsoll.planner.it.PlannerClient.awaitState;
import static dev.plimsoll.planner.it.PlannerClient.build;
import static dev.plimsoll.planner.it.PlannerClient.builds;
import static dev.plimsoll.planner.it.PlannerClient.draft;
import static dev.plimsoll.planner.it.PlannerClient.plan;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.awaitLedgerAtZero;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.executeInPlanner;
import static dev.plimsoll.planner.it.PlannerFixture.planner;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.LanePatch;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What builds wait for: disk, a window, other builds and workers.
@QuarkusTest
class BuildWaitsIT {
  private static final long GIB = 1L << 30;

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
  void waitsForDiskAndSaysWhatToDo() throws SQLException {
    // given a database whose disk for new indexes is taken by what was built before
    TestDatabase database = databaseWithTables("control_disk", 1, 1_000);
    DatabaseRegistration registration =
        registration(
            "disk", database, capacity(), List.of(rule("public.t*", Kind.PRIMARY_KEY, "id")));
    register(registration);
    keepAllDiskTaken();

    // when a plan is made, then it does not count on that disk
    PlanView full = draft("disk");
    assertThat(full.builds()).isEmpty();
    assertThat(full.findings().refused())
        .singleElement()
        .asString()
        .contains("disk left for new indexes");

    // when the disk is taken only after the approval, then the build waits and says what to do
    executeInPlanner("DROP TRIGGER disk_taken ON planner.load_lines");
    register(registration);
    pause("databases/disk");
    UUID id = builds(plan("disk")).getFirst().id();
    keepAllDiskTaken();
    resume("databases/disk");
    assertThat(build(id).progress().waitingFor())
        .startsWith("disk: needs ")
        .contains(" of 8 GiB for new indexes")
        .contains("db edit");
    assertThat(build(id).state()).isEqualTo(BuildView.State.PLANNED);

    // when that is done, it goes
    executeInPlanner("DROP TRIGGER disk_taken ON planner.load_lines");
    register(registration);
    surroundings.succeedWhenSent(id);
    awaitState(id, BuildView.State.SUCCEEDED);
  }

  private static void takeAllDisk(String database) throws SQLException {
    try (Connection connection = planner();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE planner.load_lines SET used_disk_bytes = disk_bytes - 1 WHERE database = ?")) {
      update.setString(1, database);
      update.executeUpdate();
    }
  }

  /// Whatever the reconciler finds, which looks at what is there.
  private static void keepAllDiskTaken() throws SQLException {
    executeInPlanner(
        """
        CREATE OR REPLACE FUNCTION planner.take_disk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.used_disk_bytes := NEW.disk_bytes - 1;
          RETURN NEW;
        END $$;
        CREATE TRIGGER disk_taken BEFORE UPDATE ON planner.load_lines FOR EACH ROW
          WHEN (OLD.database = 'disk') EXECUTE FUNCTION planner.take_disk();
        """);
    takeAllDisk("disk");
  }

  @Test
  void waitsForItsWindow() throws SQLException {
    // given a window that opens in six hours
    TestDatabase database = databaseWithTables("control_window", 1, 1_000);
    LocalTime opens = LocalTime.now(ZoneOffset.UTC).plusHours(6);
    DatabaseRegistration shut =
        DatabaseRegistration.postgres(
            "window",
            database.address(),
            new BuildSettings(
                capacity(),
                null,
                List.of(rule("public.t*", Kind.PRIMARY_KEY, "id")),
                false,
                null,
                null,
                new MaintenanceWindow(opens, Duration.ofHours(1), ZoneOffset.UTC)));
    register(shut);

    // when something is to be built, then it waits and says until when
    UUID id = builds(plan("window")).getFirst().id();
    assertThat(build(id).progress().waitingFor()).startsWith("window: it opens at ");
    assertThat(build(id).state()).isEqualTo(BuildView.State.PLANNED);

    // when the window is open, it goes
    register(
        DatabaseRegistration.postgres(
            "window",
            database.address(),
            new BuildSettings(
                capacity(),
                null,
                shut.builds().rules(),
                false,
                null,
                null,
                new MaintenanceWindow(opens.minusHours(7), Duration.ofHours(4), ZoneOffset.UTC))));
    surroundings.succeed(surroundings.awaitCommand(id, 1), 1);
    awaitState(id, BuildView.State.SUCCEEDED);
  }

  @Test
  void waitsForWhatItNeedsAndFollowsWhenThatIsRetried() throws SQLException {
    // given a plan whose second build needs the first
    registered("needs", 2, capacity());
    pause("databases/needs");
    PlanView plan = plan("needs");
    List<BuildView> builds = builds(plan);
    UUID needed = builds.getFirst().id();
    UUID needing = builds.getLast().id();
    try (Connection connection = planner();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE planner.builds SET blocked_by = ARRAY[?::uuid] WHERE id = ?")) {
      update.setObject(1, needed);
      update.setObject(2, needing);
      update.executeUpdate();
    }
    resume("databases/needs");

    // when the first is sent, then the second waits for it
    BuildCommand command = surroundings.awaitCommand(needed, 1);
    assertThat(build(needing).progress().waitingFor()).contains("t").endsWith("which it needs");

    // when the first fails, then so has the plan, and the second says why it does not move
    surroundings.fail(command, 1, ErrorCode.DUPLICATE_KEYS, false);
    awaitPlan(plan.id(), PlanView.State.FAILED);
    assertThat(build(needing).state()).isEqualTo(BuildView.State.PLANNED);
    assertThat(build(needing).progress().waitingFor()).contains("has failed: mend and retry");
    assertThat(build(needing).outcome().errorCode()).isEqualTo(ErrorCode.DEPENDENCY_FAILED);
    assertThat(draft("needs").builds()).hasSize(2);

    // when that is retried and succeeds, then the second follows by itself
    api().post("/api/v1/builds/" + needed + "/retry").then().statusCode(200);
    surroundings.succeed(surroundings.awaitCommand(needed, 2), 1);
    surroundings.succeed(surroundings.awaitCommand(needing, 1), 1);
    awaitPlan(plan.id(), PlanView.State.DONE);
    awaitLedgerAtZero("needs");
  }

  @Test
  void givesWorkersBackWhenTheSortHasEnded() throws SQLException {
    // given a build that was charged with a core
    registered("sorted", 1, capacity());
    UUID id = builds(plan("sorted")).getFirst().id();
    BuildCommand command = surroundings.awaitCommand(id, 1);
    try (Connection connection = planner();
        PreparedStatement update =
            connection.prepareStatement(
                """
                WITH b AS (
                  UPDATE planner.builds SET parallel_workers = 2, milli_cores = 3000 WHERE id = ?
                )
                UPDATE planner.load_lines SET used_parallel_workers = 2, used_milli_cores = 3000
                WHERE database = 'sorted'
                """)) {
      update.setObject(1, id);
      update.executeUpdate();
    }

    // when it goes on to load, told twice
    for (int i = 0; i < 2; i++) {
      surroundings.tell(
          new BuildEvent.Progressed(
              id,
              1,
              5 + i,
              Instant.now(),
              "building index: loading tuples in tree",
              0.6,
              null,
              BuildEvent.Usage.UNSEEN,
              List.of()));
    }

    // then one core is left to it, and no worker
    await()
        .untilAsserted(
            () ->
                api()
                    .get("/api/v1/databases/sorted/load-line")
                    .then()
                    .body("limits.find { it.name == 'workers' }.used", equalTo(0))
                    .body("limits.find { it.name == 'cores' }.used", equalTo(1_000)));
    surroundings.succeed(command, 9);
    awaitState(id, BuildView.State.SUCCEEDED);
    awaitLedgerAtZero("sorted");
  }

  @Test
  void waitsForASlotAndTakesOneThatIsAdded() throws SQLException {
    // given as many builds under way as there are slots, in lanes that help each other out, and one
    // more
    List<Integer> slots = api().get("/api/v1/lanes").then().statusCode(200).extract().path("slots");
    int all = slots.stream().mapToInt(Integer::intValue).sum();
    int small = slots.get(Lane.SMALL.ordinal());
    TestDatabase database = databaseWithTables("control_slots", all + 1, 100);
    register(
        registration(
            "slots",
            database,
            new Capacity(4 * all, GIB, 0, GIB, GIB, CapacityLimits.NONE),
            List.of(rule("public.t*", Kind.PRIMARY_KEY, "id"))));
    List<UUID> ids = builds(plan("slots")).stream().map(BuildView::id).toList();
    await().until(() -> sent(ids).size() == all);
    UUID waiting = ids.stream().filter(id -> !sent(ids).contains(id)).findFirst().orElseThrow();
    assertThat(build(waiting).progress().waitingFor()).isEqualTo("a free slot in lane small");

    // when the lane gets another, then that one takes it
    api()
        .body(Json.write(new LanePatch(small + 1)))
        .patch("/api/v1/lanes/small")
        .then()
        .statusCode(200)
        .body("slots", equalTo(small + 1));
    assertThat(surroundings.awaitCommand(waiting, 1).slot())
        .isEqualTo(new BuildCommand.Slot(Lane.SMALL, small));
    assertThat(surroundings.partition(waiting)).isEqualTo(small);
    for (UUID id : ids) {
      surroundings.succeed(surroundings.awaitCommand(id, 1), 1);
      awaitState(id, BuildView.State.SUCCEEDED);
    }
  }

  private List<UUID> sent(List<UUID> builds) {
    return builds.stream().filter(id -> !surroundings.commands(id).isEmpty()).toList();
  }
}
