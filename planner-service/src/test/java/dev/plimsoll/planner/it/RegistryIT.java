package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent.Registered;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The registry: what a name stands for and serves as, and who has changed it.
@QuarkusTest
class RegistryIT {
  private PlannerFixture surroundings;

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  private static Response put(RequestSpecification request, DatabaseRegistration registration) {
    return request.body(Json.write(registration)).put("/api/v1/databases/" + registration.name());
  }

  @Test
  void whatIsNotForBuildsNeedsNoLoadLineAndIsRefusedAPlan() throws SQLException {
    // given a PostgreSQL that is only copied, and a MariaDB that nobody here can log in to
    DatabaseAddress here = databaseWithTables("registry_copied", 1, 10).address();
    put(api(), DatabaseRegistration.withoutBuilds("copied", here, DatabaseKind.POSTGRES))
        .then()
        .statusCode(200)
        .body("builds.capacity", nullValue())
        .body("uses", contains("SOURCE", "TARGET"))
        .body("revision", equalTo(1));
    put(api(), DatabaseRegistration.withoutBuilds("legacy", here, DatabaseKind.MARIADB))
        .then()
        .statusCode(200)
        .body("uses", contains("SOURCE"));

    // then
    api()
        .post("/api/v1/databases/legacy/plans")
        .then()
        .statusCode(400)
        .body("detail", containsString("db edit legacy --as build"));
    api().get("/api/v1/databases/copied/load-line").then().statusCode(400);
    api().get("/api/v1/databases").then().statusCode(200);
    await()
        .untilAsserted(
            () ->
                assertThat(told("legacy"))
                    .containsExactly(
                        new Registered(
                            "legacy",
                            1,
                            1,
                            here,
                            DatabaseKind.MARIADB,
                            List.of(DatabaseUse.SOURCE))));
    api().delete("/api/v1/databases/legacy").then().statusCode(204);
  }

  @Test
  void aKindServesAsWhatItCan() throws SQLException {
    DatabaseAddress here = databaseWithTables("registry_kinds", 1, 10).address();
    put(
            api(),
            DatabaseRegistration.asked(
                "kinds",
                here,
                DatabaseKind.MARIADB,
                List.of(DatabaseUse.SOURCE, DatabaseUse.BUILD),
                BuildSettings.of(capacity(), List.of(), false)))
        .then()
        .statusCode(400)
        .body("detail", containsString("and not as BUILD"));
  }

  @Test
  void anEditIsMadeOnTopOfTheOneThatWasRead() throws SQLException {
    // given
    DatabaseAddress here = databaseWithTables("registry_edit", 1, 10).address();
    DatabaseRegistration asked =
        DatabaseRegistration.postgres(
            "edited", here, BuildSettings.of(capacity(), List.of(), false));
    put(api().header("If-Match", "*"), asked).then().statusCode(412);
    put(api().header("If-None-Match", "*"), asked).then().statusCode(200);
    String read = api().get("/api/v1/databases/edited").getHeader("ETag");

    // when two edit what both have read, and one of them, without an answer, sends it again
    for (int sent = 0; sent < 2; sent++) {
      put(api().header("If-Match", read).queryParam("by", "ann"), asked)
          .then()
          .statusCode(200)
          .header("ETag", equalTo("\"2\""));
    }
    put(api().header("If-Match", read).queryParam("by", "bob"), asked)
        .then()
        .statusCode(412)
        .body("code", equalTo("edited-meanwhile"))
        .body("detail", containsString("at edition 2"));
    put(api().header("If-None-Match", "*"), asked).then().statusCode(412);
    api().header("If-Match", read).delete("/api/v1/databases/edited").then().statusCode(412);
    api()
        .queryParam("by", "cleo")
        .queryParam("reason", "moved")
        .delete("/api/v1/databases/edited")
        .then()
        .statusCode(204);

    // then each change that took place is on record, and no password is
    api()
        .get("/api/v1/databases/edited/changes")
        .then()
        .statusCode(200)
        .body("by", contains("cleo", "ann", ""))
        .body("edition", contains(3, 2, 1))
        .body("[0].reason", equalTo("moved"))
        .body("[0].registration", nullValue())
        .body("[1].registration.name", equalTo("edited"));
    api().get("/api/v1/databases/nobody-knows/changes").then().statusCode(200);
  }

  @Test
  void ofTwoWhoTakeAFreeNameAtOnceOneHasItAndTheOtherIsTold() throws Exception {
    DatabaseAddress here = databaseWithTables("registry_race", 1, 10).address();
    DatabaseRegistration asked =
        DatabaseRegistration.withoutBuilds("raced", here, DatabaseKind.POSTGRES);

    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      Callable<Integer> create = () -> put(api().header("If-None-Match", "*"), asked).statusCode();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : both.invokeAll(List.of(create, create))) {
        statuses.add(answer.get());
      }
      assertThat(statuses).containsExactlyInAnyOrder(200, 412);
    }
  }

  @Test
  void whatIsToldAnewIsNewerThanAnyWord() throws SQLException {
    DatabaseAddress here = databaseWithTables("registry_anew", 1, 10).address();
    put(api(), DatabaseRegistration.withoutBuilds("anew", here, DatabaseKind.POSTGRES))
        .then()
        .statusCode(200);
    long before = System.currentTimeMillis();

    long revision =
        api()
            .post("/api/v1/databases/anew/announce")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .getLong("revision");

    assertThat(revision).isGreaterThanOrEqualTo(before);
    await()
        .untilAsserted(
            () ->
                assertThat(told("anew"))
                    .extracting(event -> event.revision())
                    .containsExactly(1L, revision));
    api().post("/api/v1/databases/nobody-knows/announce").then().statusCode(404);
  }

  @Test
  void aUseIsTakenBackAndGivenAgain() throws SQLException {
    // given
    DatabaseAddress here = databaseWithTables("registry_uses", 1, 10).address();
    DatabaseRegistration built =
        DatabaseRegistration.postgres("uses", here, BuildSettings.of(capacity(), List.of(), false));
    put(api(), built).then().statusCode(200);

    // when nothing is built there, it may
    put(api(), DatabaseRegistration.withoutBuilds("uses", here, DatabaseKind.POSTGRES))
        .then()
        .statusCode(200);

    // then its load line is gone, and comes back with the use
    api().get("/api/v1/databases/uses/load-line").then().statusCode(400);
    put(api(), built).then().statusCode(200);
    api().get("/api/v1/databases/uses/load-line").then().statusCode(200);
    await()
        .untilAsserted(
            () ->
                assertThat(told("uses"))
                    .extracting(event -> event.revision())
                    .containsExactly(1L, 2L, 3L));
  }
}
