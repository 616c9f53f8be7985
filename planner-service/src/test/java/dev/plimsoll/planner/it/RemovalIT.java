package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.awaitState;
import static dev.plimsoll.planner.it.PlannerClient.build;
import static dev.plimsoll.planner.it.PlannerClient.builds;
import static dev.plimsoll.planner.it.PlannerClient.buildsOf;
import static dev.plimsoll.planner.it.PlannerClient.draft;
import static dev.plimsoll.planner.it.PlannerClient.plan;
import static dev.plimsoll.planner.it.PlannerClient.planOf;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A registration that is taken away, and what stays of it.
@QuarkusTest
class RemovalIT {
  private PlannerFixture surroundings;

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  private static void registerTables(String name) throws SQLException {
    register(
        registration(
            name,
            databaseWithTables("removal_" + name, 1, 1_000),
            capacity(),
            List.of(rule("public.t*", Kind.PRIMARY_KEY, "id"))));
  }

  private static ValidatableResponse remove(String name) {
    return api().delete("/api/v1/databases/" + name).then();
  }

  @Test
  void refusesWhileBuildsWaitOrRun() throws SQLException {
    // Given a build that waits
    registerTables("busy");
    api().post("/api/v1/databases/busy/pause").then().statusCode(200);
    UUID id = builds(plan("busy")).getFirst().id();
    remove("busy")
        .statusCode(409)
        .body("code", equalTo("database-in-use"))
        .body("detail", containsString("0 of its builds run, 1 wait"));

    // And then runs
    api().post("/api/v1/databases/busy/resume").then().statusCode(200);
    BuildCommand command = surroundings.awaitCommand(id, 1);
    surroundings.start(command, 1);
    awaitState(id, BuildView.State.RUNNING);
    remove("busy").statusCode(409).body("detail", containsString("1 of its builds run, 0 wait"));

    // When it has ended, then nothing is in the way
    surroundings.succeed(command, 2);
    awaitState(id, BuildView.State.SUCCEEDED);
    remove("busy").statusCode(204);
  }

  @Test
  void forgetsTheRegistrationAndKeepsTheHistory() throws SQLException {
    // Given a database with a build that failed, and a draft
    registerTables("gone");
    PlanView plan = plan("gone");
    UUID id = builds(plan).getFirst().id();
    surroundings.fail(surroundings.awaitCommand(id, 1), 1, ErrorCode.DUPLICATE_KEYS, false);
    awaitState(id, BuildView.State.FAILED);
    PlanView draft = draft("gone");

    // When it is removed
    remove("gone").statusCode(204);

    // Then it is nowhere to be planned for
    remove("gone").statusCode(404).body("code", equalTo("not-found"));
    api().get("/api/v1/databases/gone").then().statusCode(404);
    api().get("/api/v1/databases").then().statusCode(200).body("name", not(hasItem("gone")));
    for (String act : List.of("plans", "test", "pause", "pilot")) {
      api().post("/api/v1/databases/gone/" + act).then().statusCode(404);
    }
    api().get("/api/v1/databases/gone/load-line").then().statusCode(404);
    api().post("/api/v1/builds/" + id + "/retry").then().statusCode(404);
    assertThat(planOf(draft.id()).state()).isEqualTo(PlanView.State.CANCELLED);
    assertThat(credential("gone")).isEqualTo("pgpass");

    // But what was done can be read
    assertThat(build(id).outcome().errorCode()).isEqualTo(ErrorCode.DUPLICATE_KEYS);
    assertThat(buildsOf("gone")).hasSize(1);
    assertThat(planOf(plan.id()).state()).isEqualTo(PlanView.State.FAILED);

    // And is there again with the name, with which work goes on
    registerTables("gone");
    api().post("/api/v1/builds/" + id + "/retry").then().statusCode(200);
    surroundings.succeed(surroundings.awaitCommand(id, 2), 1);
    awaitState(id, BuildView.State.SUCCEEDED);
  }

  @Test
  void cancelsWhatWaitsForAFailedBuild() throws SQLException {
    // Given builds of which one waits for good
    registerTables("stuck");
    UUID id = builds(plan("stuck")).getFirst().id();
    surroundings.fail(surroundings.awaitCommand(id, 1), 1, ErrorCode.NULL_KEYS, false);
    awaitState(id, BuildView.State.FAILED);
    UUID waiting = copyThatWaits(id);
    assertThat(build(waiting).outcome().errorCode()).isEqualTo(ErrorCode.DEPENDENCY_FAILED);

    // When and then
    remove("stuck").statusCode(204);
    assertThat(build(waiting).state()).isEqualTo(BuildView.State.CANCELLED);
    api().get("/api/v1/builds").then().statusCode(200);
  }

  private static String credential(String database) throws SQLException {
    try (Connection connection = PlannerFixture.planner();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT credential FROM planner.databases WHERE name = ?")) {
      query.setString(1, database);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /// A build like one that has failed, which needs that one.
  private static UUID copyThatWaits(UUID failed) throws SQLException {
    UUID copy = UUID.randomUUID();
    try (Connection connection = PlannerFixture.planner();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO planner.builds
                SELECT (jsonb_populate_record(b, jsonb_build_object(
                  'id', ?::text, 'state', 'PLANNED', 'attempt', 0, 'ended_at', NULL,
                  'error_code', NULL, 'error', NULL, 'table_name', 'other',
                  'blocked_by', jsonb_build_array(b.id)))).*
                FROM planner.builds b WHERE b.id = ?
                """)) {
      insert.setString(1, copy.toString());
      insert.setObject(2, failed);
      assertThat(insert.executeUpdate()).isOne();
    }
    return copy;
  }
}
