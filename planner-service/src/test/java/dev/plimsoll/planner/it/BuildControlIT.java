package dev.plimsoll.planner.it;

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
import static dev.plimsoll.planner.it.PlannerFixture.planner;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What people do to builds, and what builds then wait for.
@QuarkusTest
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "planner"),
    restrictToAnnotatedClass = false)
class BuildControlIT {
  private static final long MIB = 1L << 20;

  private PlannerFixture surroundings;

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  private static TestDatabase registered(String name, int tables, Capacity capacity)
      throws SQLException {
    TestDatabase database = databaseWithTables("control_" + name, tables, 1_000);
    register(
        registration(name, database, capacity, List.of(rule("public.t*", Kind.PRIMARY_KEY, "id"))));
    return database;
  }

  private static void pause(String what) {
    api()
        .body("{\"by\":\"anna\",\"reason\":\"a release\"}")
        .post("/api/v1/" + what + "/pause")
        .then()
        .statusCode(200)
        .body("paused", equalTo(true))
        .body("by", equalTo("anna (a release)"));
  }

  private static void resume(String what) {
    api().post("/api/v1/" + what + "/resume").then().statusCode(200).body("paused", equalTo(false));
  }

  @Test
  void cancelsAtOnceWhatWaitsAndAsksForWhatRuns() throws SQLException {
    // given a build that runs and one that waits
    registered("cancel", 2, new Capacity(1, 512 * MIB, 0, 4_096 * MIB, 8_192 * MIB));
    PlanView plan = plan("cancel");
    BuildView running =
        await()
            .until(
                () ->
                    builds(plan).stream()
                        .filter(build -> build.state() == BuildView.State.DISPATCHED)
                        .findFirst()
                        .orElse(null),
                found -> found != null);
    UUID waiting =
        builds(plan).stream()
            .map(BuildView::id)
            .filter(id -> !id.equals(running.id()))
            .findFirst()
            .orElseThrow();
    BuildCommand command = surroundings.awaitCommand(running.id(), 1);
    surroundings.start(command, 1);
    awaitState(running.id(), BuildView.State.RUNNING);
    assertThat(build(waiting).waitingFor()).isEqualTo("a free core");

    // when both are cancelled
    api()
        .post("/api/v1/builds/" + waiting + "/cancel")
        .then()
        .statusCode(200)
        .body("state", equalTo("CANCELLED"));
    for (int i = 0; i < 2; i++) {
      api()
          .body("{\"by\":\"anna\"}")
          .post("/api/v1/builds/" + running.id() + "/cancel")
          .then()
          .statusCode(202)
          .body("state", equalTo("RUNNING"))
          .body("phase", equalTo("cancelling"))
          .body("waitingFor", containsString("anna"));
    }

    // then the builder is told once, and the state follows its answer
    BuildControl.Cancel told = surroundings.awaitCancel(running.id());
    assertThat(told.attempt()).isEqualTo(1);
    assertThat(told.by()).isEqualTo("anna");
    surroundings.tell(
        new BuildEvent.Cancelled(running.id(), 1, 9, Instant.now(), "anna", List.of()));
    awaitState(running.id(), BuildView.State.CANCELLED);
    awaitPlan(plan.id(), PlanView.State.CANCELLED);
    awaitLedgerAtZero("cancel");
    api().post("/api/v1/builds/" + running.id() + "/cancel").then().statusCode(200);

    // and either can be retried
    api().post("/api/v1/builds/" + running.id() + "/retry").then().statusCode(200);
    surroundings.succeed(surroundings.awaitCommand(running.id(), 2), 1);
    awaitState(running.id(), BuildView.State.SUCCEEDED);
  }

  @Test
  void isNotTriedAgainWhenItWasToBeCancelled() throws SQLException {
    registered("cancel_fails", 1, capacity());
    UUID id = builds(plan("cancel_fails")).getFirst().id();
    BuildCommand command = surroundings.awaitCommand(id, 1);
    api().post("/api/v1/builds/" + id + "/cancel").then().statusCode(202);

    surroundings.fail(command, 1, ErrorCode.BUILD_LOST, true);

    awaitState(id, BuildView.State.CANCELLED);
    awaitLedgerAtZero("cancel_fails");
  }

  @Test
  void sendsNothingWhilePaused() throws SQLException {
    // given a paused database with a plan
    registered("paused", 1, capacity());
    pause("databases/paused");
    PlanView plan = plan("paused");
    UUID id = builds(plan).getFirst().id();
    assertThat(build(id).waitingFor()).contains("paused by anna (a release)");
    api().get("/api/v1/databases/paused/load-line").then().body("paused", equalTo(true));

    // when the plan and the build are paused too, and the database resumed
    pause("plans/" + plan.id());
    api()
        .body("{\"paused\":true}")
        .patch("/api/v1/builds/" + id)
        .then()
        .statusCode(200)
        .body("paused", equalTo(true));
    resume("databases/paused");

    // then it waits for the next of them
    assertThat(build(id).waitingFor()).contains("it is paused by");
    api().body("{\"paused\":false}").patch("/api/v1/builds/" + id).then().statusCode(200);
    assertThat(build(id).waitingFor()).isEqualTo("its plan is paused by anna (a release)");
    assertThat(build(id).state()).isEqualTo(BuildView.State.PLANNED);

    // when the last pause has ended, it goes; and what runs cannot pause
    resume("plans/" + plan.id());
    BuildCommand command = surroundings.awaitCommand(id, 1);
    api()
        .post("/api/v1/databases/paused/pause")
        .then()
        .body("running", equalTo(1))
        .body("detail", containsString("cannot pause"));
    resume("databases/paused");
    surroundings.succeed(command, 1);
    awaitPlan(plan.id(), PlanView.State.DONE);
    api()
        .post("/api/v1/plans/" + plan.id() + "/pause")
        .then()
        .statusCode(409)
        .body("code", equalTo("conflict"));
    api()
        .body("{\"priority\":3}")
        .patch("/api/v1/builds/" + id)
        .then()
        .statusCode(409)
        .body("code", equalTo("conflict"));
  }

  @Test
  void sendsHigherPrioritiesFirst() throws SQLException {
    // given builds that can only go one by one, none of them sent yet
    registered("priority", 4, new Capacity(1, 512 * MIB, 0, 4_096 * MIB, 8_192 * MIB));
    pause("databases/priority");
    List<BuildView> builds = builds(plan("priority"));
    UUID urgent = builds.getLast().id();

    // when the last gets the highest priority
    api().body("{\"priority\":7}").patch("/api/v1/builds/" + urgent).then().statusCode(200);
    resume("databases/priority");

    // then it goes first
    BuildCommand first = surroundings.awaitCommand(urgent, 1);
    assertThat(builds(planOfBuild(urgent)))
        .filteredOn(build -> build.attempt() > 0)
        .extracting(BuildView::id)
        .containsExactly(urgent);
    surroundings.succeed(first, 1);
    builds.stream()
        .map(BuildView::id)
        .filter(id -> !id.equals(urgent))
        .forEach(id -> surroundings.succeedWhenSent(id));
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
    assertThat(full.refused()).singleElement().asString().contains("disk left for new indexes");

    // when the disk is taken only after the approval, then the build waits and says what to do
    execute("DROP TRIGGER disk_taken ON planner.load_lines");
    register(registration);
    pause("databases/disk");
    UUID id = builds(plan("disk")).getFirst().id();
    keepAllDiskTaken();
    resume("databases/disk");
    assertThat(build(id).waitingFor())
        .startsWith("disk: needs ")
        .contains(" of 8 GiB for new indexes")
        .contains("--replace");
    assertThat(build(id).state()).isEqualTo(BuildView.State.PLANNED);

    // when that is done, it goes
    execute("DROP TRIGGER disk_taken ON planner.load_lines");
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
    execute(
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

  private static void execute(String sql) throws SQLException {
    try (Connection connection = planner();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static PlanView planOfBuild(UUID id) {
    return PlannerClient.planOf(build(id).planId());
  }

  @Test
  void waitsForItsWindow() throws SQLException {
    // given a window that opens in six hours
    TestDatabase database = databaseWithTables("control_window", 1, 1_000);
    LocalTime opens = LocalTime.now(ZoneOffset.UTC).plusHours(6);
    DatabaseRegistration shut =
        new DatabaseRegistration(
            "window",
            database.address(),
            capacity(),
            List.of(rule("public.t*", Kind.PRIMARY_KEY, "id")),
            false,
            null,
            null,
            new MaintenanceWindow(opens, Duration.ofHours(1), ZoneOffset.UTC),
            null,
            null);
    register(shut);

    // when something is to be built, then it waits and says until when
    UUID id = builds(plan("window")).getFirst().id();
    assertThat(build(id).waitingFor()).startsWith("window: it opens at ");
    assertThat(build(id).state()).isEqualTo(BuildView.State.PLANNED);

    // when the window is open, it goes
    register(
        new DatabaseRegistration(
            "window",
            database.address(),
            capacity(),
            shut.rules(),
            false,
            null,
            null,
            new MaintenanceWindow(opens.minusHours(7), Duration.ofHours(4), ZoneOffset.UTC),
            null,
            null));
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
    assertThat(build(needing).waitingFor()).contains("t").endsWith("which it needs");

    // when the first fails, then so has the plan, and the second says why it does not move
    surroundings.fail(command, 1, ErrorCode.DUPLICATE_KEYS, false);
    awaitPlan(plan.id(), PlanView.State.FAILED);
    assertThat(build(needing).state()).isEqualTo(BuildView.State.PLANNED);
    assertThat(build(needing).waitingFor()).contains("has failed: mend and retry");
    assertThat(build(needing).errorCode()).isEqualTo(ErrorCode.DEPENDENCY_FAILED);
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
              -1,
              -1L,
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
}
