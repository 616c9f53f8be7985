package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.testkit.MetricsPage;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Databases as they are registered, and the door of the API.
@QuarkusTest
class RegistrationIT {
  @BeforeAll
  static void otherServices() {
    PlannerFixture.createOtherServicesTopics();
  }

  @Test
  void refusesWhatItCannotUse() throws SQLException {
    TestDatabase database = databaseWithTables("plan_refuse", 1, 10);
    DatabaseRegistration good = registration("refuse", database, capacity(), List.of());
    DatabaseAddress at = database.address();

    DatabaseRegistration away =
        at(
            good,
            new DatabaseAddress(
                at.host(), 1, at.database(), at.user(), at.sslMode(), at.credential()));
    put(away).then().statusCode(503).body("code", equalTo("database-unreachable"));
    DatabaseRegistration absent =
        at(
            good,
            new DatabaseAddress(
                at.host(), at.port(), "absent", at.user(), at.sslMode(), at.credential()));
    put(absent).then().statusCode(422).body("code", equalTo("database-not-found"));
    DatabaseRegistration wrong =
        at(
            good,
            new DatabaseAddress(
                at.host(),
                at.port(),
                at.database(),
                at.user(),
                at.sslMode(),
                TestDatabase.credential("wrong", "not-the-password")));
    put(wrong).then().statusCode(422).body("code", equalTo("authentication-failed"));

    api().body(Json.write(good)).put("/api/v1/databases/other").then().statusCode(400);
    api().body("{\"name\":").put("/api/v1/databases/refuse").then().statusCode(400);
    DatabaseRegistration nonsense =
        DatabaseRegistration.postgres(
            "refuse", at, BuildSettings.of(null, List.of(rule("nodot", Kind.INDEX, "id")), false));
    put(nonsense).then().statusCode(400).body("detail", containsString("schema.table"));
    api().get("/api/v1/databases/absent").then().statusCode(404).body("code", equalTo("not-found"));
    api().get("/api/v1/plans/" + UUID.randomUUID()).then().statusCode(404);
    api().get("/api/v1/plans?state=NONE").then().statusCode(400);
    api().post("/api/v1/databases/absent/plans").then().statusCode(404);
  }

  @Test
  void fillsInTheLoadLineThatWasNotGiven() throws SQLException {
    TestDatabase database = databaseWithTables("plan_default", 1, 10);
    put(DatabaseRegistration.postgres("default", database.address(), BuildSettings.NONE))
        .then()
        .statusCode(200)
        .body("builds.capacity.cores", is(2))
        .body("builds.capacity.memoryBytes", is(1 << 30))
        .body("builds.laneThresholds.large", is(0.5f));
    api().get("/api/v1/databases").then().statusCode(200).body("name", hasItem("default"));
  }

  @Test
  void isOpenWhereItShouldBeAndNowhereElse() {
    RestAssured.given().get("/api/v1/pipeline").then().statusCode(401);
    RestAssured.given()
        .get("/")
        .then()
        .header("Content-Security-Policy", containsString("default-src 'self'"))
        .header("X-Content-Type-Options", "nosniff")
        .header("Cache-Control", containsString("no-cache"));
    RestAssured.given().get("/q/health/ready").then().statusCode(200);
    await()
        .until(
            () ->
                RestAssured.given()
                    .get("/q/metrics")
                    .asString()
                    .contains("plimsoll_planner_builds{"));
    assertThat(MetricsPage.differences(RestAssured.given().get("/q/metrics").asString())).isEmpty();
  }

  private static DatabaseRegistration at(DatabaseRegistration like, DatabaseAddress address) {
    return DatabaseRegistration.postgres(like.name(), address, like.builds());
  }

  private static Response put(DatabaseRegistration registration) {
    return api().body(Json.write(registration)).put("/api/v1/databases/" + registration.name());
  }
}
