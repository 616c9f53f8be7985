package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.http;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.IndexDefinition.Order;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildPatch;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.Capacity.ReplicaLag;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.testkit.Extremes;
import dev.plimsoll.testkit.HttpApi.Answer;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Requests with something extreme in each of their places: refused with a reason, or carried.
@QuarkusTest
class ExtremeRequestsIT {
  private static final long MOST = 1L << 56;

  private static DatabaseRegistration good;

  @BeforeAll
  static void database() throws SQLException {
    PlannerFixture.createOtherServicesTopics();
    TestDatabase database = databaseWithTables("plan_extremes", 2, 10);
    IndexDefinition definition =
        new IndexDefinition(
            Kind.INDEX,
            List.of("id", ""),
            "btree",
            List.of("hashkey"),
            List.of("lower(hashkey)"),
            "id > 0",
            List.of("int8_ops", ""),
            90,
            List.of(Order.DESC, Order.ASC),
            false,
            "pg_default",
            Map.of("deduplicate_items", "off"));
    good =
        DatabaseRegistration.postgres(
                "extremes",
                database.address(),
                new BuildSettings(
                    new Capacity(
                        2,
                        MOST,
                        1,
                        MOST,
                        MOST,
                        new CapacityLimits(
                            MOST, MOST, 2, new ReplicaLag(MOST, 60, List.of("one")))),
                    "medium",
                    List.of(new KeyRule("public.t*", definition)),
                    false,
                    new LaneThresholds(0.5, 0.125),
                    "moldable",
                    new MaintenanceWindow(
                        LocalTime.MIDNIGHT, Duration.ofHours(24), ZoneOffset.UTC)))
            .with(List.of(new StandbyAddress("127.0.0.1", 1)));
  }

  @Test
  void noRequestIsADefect() {
    List<String> failures = new ArrayList<>();
    String no = UUID.randomUUID().toString();
    tryAll(
        good,
        "registration",
        body -> http().send("PUT", "/api/v1/databases/extremes", body),
        failures);
    put(good);
    tryAll(
        new PlanRequest("moldable", 1_000L, List.of("public.*")),
        "plan",
        body -> http().send("POST", "/api/v1/databases/extremes/plans", body),
        failures);
    tryAll(
        new ControlRequest("me", "at once"),
        "apply",
        body -> http().send("POST", "/api/v1/plans/0123456789abcdef/apply", body),
        failures);
    tryAll(
        new BuildPatch(1),
        "patch",
        body -> http().send("PATCH", "/api/v1/builds/" + no, body),
        failures);
    tryAll(
        new ControlRequest("me", "since"),
        "pause",
        body -> http().send("POST", "/api/v1/databases/extremes/pause", body),
        failures);
    assertThat(failures).isEmpty();
  }

  @Test
  void nothingOfARequestIsPassedOver() {
    assertThat(Extremes.withUnknownProperties(good))
        .hasSizeGreaterThan(5)
        // Which ones there are is the access method's to say.
        .filteredOn(body -> !body.place().contains("/parameters/"))
        .allSatisfy(
            body -> {
              Answer answer = http().send("PUT", "/api/v1/databases/extremes", body.json());
              assertThat(answer.status()).isEqualTo(400);
              assertThat(answer.body()).contains("somethingElse is no property here");
            });
  }

  @Test
  void theLargestLoadLinesTogetherAreCarried() {
    // given: three registrations of one server with all that a load line may have
    for (String name : List.of("extremes", "extremes-2", "extremes-3")) {
      put(
          DatabaseRegistration.postgres(
              name,
              good.address(),
              BuildSettings.of(good.builds().capacity(), good.builds().rules(), false)));
    }

    // when
    Response planned =
        api()
            .body(Json.write(new PlanRequest(null, 3_155_760_000_000L, List.of())))
            .post("/api/v1/databases/extremes-2/plans");

    // then
    planned.then().statusCode(201);
    String hash = planned.jsonPath().getString("hash");
    api().post("/api/v1/plans/" + hash + "/apply").then().statusCode(200);
    api()
        .get("/api/v1/databases/extremes-3")
        .then()
        .statusCode(200)
        .body("builds.capacity.memoryBytes", equalTo(MOST));
  }

  private static void put(DatabaseRegistration registration) {
    api()
        .body(Json.write(registration))
        .put("/api/v1/databases/" + registration.name())
        .then()
        .statusCode(200);
  }

  private static void tryAll(
      Record request, String what, Function<String, Answer> send, List<String> failures) {
    for (Extremes.Body body : Extremes.of(request)) {
      Answer answer = send.apply(body.json());
      // A host that nobody answers at is the one thing of these that is not said of the request.
      boolean known = answer.status() < 500 || answer.body().contains("unreachable");
      if (!known) {
        failures.add(what + body + ": " + answer.status() + " " + answer.body());
      }
    }
  }
}
