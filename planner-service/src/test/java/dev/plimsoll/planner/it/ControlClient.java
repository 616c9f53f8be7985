package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.List;

/// What people say to the planner about databases and builds.
final class ControlClient {
  private ControlClient() {}

  static TestDatabase registered(String name, int tables, Capacity capacity) throws SQLException {
    TestDatabase database = databaseWithTables("control_" + name, tables, 1_000);
    register(
        registration(name, database, capacity, List.of(rule("public.t*", Kind.PRIMARY_KEY, "id"))));
    return database;
  }

  static void pause(String what) {
    api()
        .body("{\"by\":\"anna\",\"reason\":\"a release\"}")
        .post("/api/v1/" + what + "/pause")
        .then()
        .statusCode(200)
        .body("paused", equalTo(true))
        .body("by", equalTo("anna (a release)"));
  }

  static void resume(String what) {
    api().post("/api/v1/" + what + "/resume").then().statusCode(200).body("paused", equalTo(false));
  }
}
