package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.as200;
import static dev.plimsoll.planner.it.PlannerClient.http;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.awaitLedgerAtZero;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.execute;
import static dev.plimsoll.planner.it.PlannerFixture.number;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView.State;
import dev.plimsoll.contracts.maintenance.MaintenanceRunView;
import dev.plimsoll.contracts.maintenance.MaintenanceSettings;
import dev.plimsoll.contracts.maintenance.MaintenanceView;
import dev.plimsoll.contracts.maintenance.RelationSizes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Maintenance of a database over the API: stopped until started, begun again after its planner was
/// lost, under the load line.
@QuarkusTest
class MaintenanceIT {
  @BeforeAll
  static void otherServices() {
    PlannerFixture.createOtherServicesTopics();
  }

  private static TestDatabase registered(String name, boolean bloated) throws SQLException {
    TestDatabase database = Stack.get().createDatabase("maintenance_" + name);
    execute(
        database,
        """
        CREATE TABLE notes (id int PRIMARY KEY, note text NOT NULL) WITH (autovacuum_enabled = off);
        INSERT INTO notes SELECT n, md5(n::text) FROM generate_series(1, %d) AS n;
        CREATE INDEX notes_note ON notes (note);
        ANALYZE notes
        """
            .formatted(bloated ? 120_000 : 5_000));
    if (bloated) {
      execute(database, "UPDATE notes SET note = md5(note)", "UPDATE notes SET note = md5(note)");
    }
    register(registration(name, database, capacity(), List.of()));
    return database;
  }

  private static MaintenanceView show(String name) {
    return as200(http().get("/api/v1/databases/" + name + "/maintenance"))
        .as(MaintenanceView.class);
  }

  private static MaintenanceRunView run(String name, String query) {
    return as200(http().send("POST", "/api/v1/databases/" + name + "/maintenance/run" + query, ""))
        .as(MaintenanceRunView.class);
  }

  private static List<MaintenanceActionView> actions(String name) {
    return List.of(
        as200(http().get("/api/v1/databases/" + name + "/maintenance/actions"))
            .as(MaintenanceActionView[].class));
  }

  private static Optional<MaintenanceActionView> action(String name, String kind) {
    return actions(name).stream().filter(one -> one.kind().equals(kind)).findFirst();
  }

  private static List<WorkflowView> workflows(String name, boolean automatic) {
    return Stream.of(
            as200(http().get("/api/v1/workflows?limit=500&automatic=" + automatic))
                .as(WorkflowView[].class))
        .filter(workflow -> workflow.name().equals("maintenance of " + name))
        .toList();
  }

  private static void awaitState(String name, String kind, State state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(action(name, kind))
                    .hasValueSatisfying(
                        one -> assertThat(one.state()).as(one.toString()).isEqualTo(state)));
  }

  @Test
  void isStoppedUntilStartedAndItsSettingsAreEditedByOneAtATime() throws SQLException {
    registered("settings", true);

    MaintenanceView before = show("settings");
    assertThat(before.running()).isFalse();
    assertThat(before.cyclesCompleted()).isZero();
    assertThat(before.settings()).isEqualTo(MaintenanceSettings.DEFAULT);
    String tag =
        api().get("/api/v1/databases/settings/maintenance").then().extract().header("ETag");
    MaintenanceSettings hourly =
        new MaintenanceSettings(
            Duration.ofHours(1),
            true,
            false,
            true,
            List.of(new MaintenanceSettings.KindApproval("reindex", "ask")),
            List.of());
    String path = "/api/v1/databases/settings/maintenance";
    api().header("If-Match", tag).body(Json.write(hourly)).put(path).then().statusCode(200);
    // The same again, as when its answer was lost.
    api().header("If-Match", tag).body(Json.write(hourly)).put(path).then().statusCode(200);
    api()
        .header("If-Match", tag)
        .body(Json.write(MaintenanceSettings.DEFAULT))
        .put(path)
        .then()
        .statusCode(412);
    assertThat(http().send("POST", path + "/pause", "").as(MaintenanceView.class).stoppedBy())
        .isNotEmpty();
    assertThat(show("settings").settings()).isEqualTo(hourly);
    assertThat(show("settings").running()).isFalse();
    for (String wrong :
        List.of(
            "{\"approvals\":[{\"kind\":\"magic\",\"approval\":\"auto\"}]}",
            "{\"approvals\":[{\"kind\":\"reindex\",\"approval\":\"perhaps\"}]}",
            "{\"interval\":\"PT1S\"}",
            "{\"retentions\":[{\"table\":{\"schema\":\"a\",\"name\":\"b\"},\"keep\":\"PT1H\"}]}")) {
      api().body(wrong).put(path).then().statusCode(400);
    }
    assertThat(http().get("/api/v1/databases/nobody/maintenance").status()).isEqualTo(404);

    as200(http().send("POST", path + "/resume", ""));
    await().atMost(Duration.ofSeconds(30)).until(() -> show("settings").cyclesCompleted() == 1);
    assertThat(show("settings").nextCycle())
        .as("in an hour")
        .isAfter(show("settings").lastCycle().plus(Duration.ofMinutes(50)));
    as200(http().send("POST", path + "/pause", ""));
    assertThat(show("settings").nextCycle()).isNull();
    assertThat(workflows("settings", true)).as("by policy").hasSize(1);
    assertThat(workflows("settings", false)).as("asked for").isEmpty();
  }

  @Test
  void aLostPlannersRebuildIsClearedAndDoneAgainOnce() throws Exception {
    TestDatabase database = registered("lost", true);

    MaintenanceRunView dry = run("lost", "?dryRun=true");
    assertThat(dry.actions()).extracting(MaintenanceActionView::kind).contains("vacuum");
    assertThat(actions("lost")).isEmpty();
    assertThat(run("lost", "").actions()).isNotEmpty();
    awaitState("lost", "vacuum", State.DONE);
    try (Connection target = database.connect();
        Connection holder = database.connect();
        Connection planner = PlannerFixture.planner()) {
      long before = number(target, "SELECT 'notes_note'::regclass::oid::int8");
      long bytes = number(target, "SELECT pg_relation_size('notes_note')");
      execute(holder, "BEGIN; SELECT count(*) FROM notes WHERE id = 1");
      run("lost", "");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> number(target, "SELECT count(*) FROM pg_index WHERE NOT indisvalid") == 1);
      assertThat(
              number(
                  planner,
                  "SELECT used_memory_bytes FROM planner.load_lines WHERE database = 'lost'"))
          .as("the load line is charged")
          .isPositive();

      // Its session dies with it, and its lease runs out.
      execute(
          target,
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name ~ '^plimsoll/maintenance/'
          """);
      execute(planner, "UPDATE planner.worker SET lease_until = now() - interval '1 hour'");
      execute(holder, "COMMIT");

      // Tried again after its pause: at once, for the test.
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                execute(planner, "UPDATE planner.job_later SET due_at = now()");
                assertThat(action("lost", "reindex"))
                    .hasValueSatisfying(one -> assertThat(one.state()).isEqualTo(State.DONE));
              });
      MaintenanceActionView done = action("lost", "reindex").orElseThrow();
      assertThat(done.attempts()).isGreaterThan(1);
      assertThat(done.bytesBefore()).isEqualTo(bytes);
      assertThat(done.bytesAfter()).isLessThan(bytes / 2);
      assertThat(number(target, "SELECT 'notes_note'::regclass::oid::int8")).isNotEqualTo(before);
      assertThat(number(target, "SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
      assertThat(number(target, "SELECT count(*) FROM pg_index WHERE indrelid = 'notes'::regclass"))
          .isEqualTo(2);
    }
    awaitLedgerAtZero("lost");
    assertThat(actions("lost").stream().filter(one -> one.kind().equals("reindex"))).hasSize(1);
    MaintenanceView after = show("lost");
    assertThat(after.indexesMaintained()).isEqualTo(1);
    assertThat(after.lastMaintenance()).isNotNull();
    assertThat(after.running()).as("by hand only").isFalse();
    assertThat(workflows("lost", true)).as("by policy").isEmpty();
    assertThat(workflows("lost", false)).as("asked for").hasSize(2);
    List<RelationSizes> sizes =
        List.of(
            as200(http().get("/api/v1/databases/lost/maintenance/sizes"))
                .as(RelationSizes[].class));
    assertThat(sizes).extracting(RelationSizes::relation).contains("public.notes_note");
    assertThat(sizes.getFirst().points()).isNotEmpty();
  }

  @Test
  void whatAPolicyAsksForWaitsForApprovalAndAPausedDatabaseForItsTurn() throws Exception {
    TestDatabase database = registered("asks", false);
    try (Connection target = database.connect()) {
      execute(target, "INSERT INTO notes VALUES (-1, 'twice'), (-2, 'twice')");
      try {
        execute(target, "CREATE UNIQUE INDEX CONCURRENTLY notes_note_ccnew ON notes (note)");
      } catch (SQLException expected) {
        assertThat(expected.getSQLState()).isEqualTo("23505");
      }

      run("asks", "");
      MaintenanceActionView proposed = action("asks", "drop-leftover").orElseThrow();
      assertThat(proposed.state()).isEqualTo(State.PROPOSED);
      run("asks", "");
      assertThat(actions("asks").stream().filter(one -> one.kind().equals("drop-leftover")))
          .as("one while one is open")
          .hasSize(1);

      as200(http().send("POST", "/api/v1/databases/asks/pause", ""));
      String path = "/api/v1/databases/asks/maintenance/actions/" + proposed.id();
      as200(http().send("POST", path + "/approve", ""));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> action("asks", "drop-leftover").orElseThrow().detail().contains("pause"));
      assertThat(number(target, "SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isEqualTo(1);

      as200(http().send("POST", "/api/v1/databases/asks/resume", ""));
      awaitState("asks", "drop-leftover", State.DONE);
      assertThat(number(target, "SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
      assertThat(http().send("POST", path + "/reject", "").status()).isEqualTo(409);
    }
  }
}
