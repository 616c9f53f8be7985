package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.apply;
import static dev.plimsoll.planner.it.PlannerClient.awaitPlan;
import static dev.plimsoll.planner.it.PlannerClient.awaitState;
import static dev.plimsoll.planner.it.PlannerClient.builds;
import static dev.plimsoll.planner.it.PlannerClient.draft;
import static dev.plimsoll.planner.it.PlannerClient.plan;
import static dev.plimsoll.planner.it.PlannerClient.planOf;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.execute;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanDiff;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// From a draft to its end.
@QuarkusTest
class PlanLifecycleIT {
  private PlannerFixture surroundings;

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  private static TestDatabase registered(String name, int tables) throws SQLException {
    TestDatabase database = databaseWithTables("life_" + name, tables, 2_000);
    execute(database, "ANALYZE");
    register(
        registration(
            name, database, capacity(), List.of(rule("public.t*", Kind.PRIMARY_KEY, "id"))));
    return database;
  }

  private static ValidatableResponse applyHash(String hash) {
    return api()
        .body(Json.write(new ControlRequest("the test", null)))
        .post("/api/v1/plans/" + hash + "/apply")
        .then();
  }

  @Test
  void aDraftDoesNothingUntilItIsApplied() throws SQLException {
    // given a database that lacks two keys
    registered("draft", 2);

    // when it is planned
    PlanView draft = draft("draft");

    // then there is a plan with everything that a person decides on, and no build
    assertThat(draft.state()).isEqualTo(PlanView.State.DRAFT);
    assertThat(draft.hash()).hasSize(64);
    assertThat(draft.strategy()).isEqualTo("moldable");
    assertThat(draft.builds()).extracting(build -> build.place().number()).containsExactly(1, 2);
    assertThat(draft.prediction().alternatives())
        .extracting(other -> other.strategy())
        .contains("hybrid");
    assertThat(draft.prediction().totals()).isNotNull();
    assertThat(builds(draft)).isEmpty();
    api().get("/api/v1/builds?database=draft").then().body("", hasSize(0));

    // when it is planned again, nothing having changed
    // then it is the same draft
    assertThat(draft("draft").id()).isEqualTo(draft.id());

    // when it is applied by the beginning of its hash
    applyHash(draft.hash().substring(0, 12)).statusCode(200);

    // then its builds are sent, and it runs until they have ended
    List<BuildView> builds = builds(draft);
    assertThat(builds).hasSize(2);
    builds.forEach(build -> surroundings.awaitCommand(build.id(), 1));
    awaitPlan(draft.id(), PlanView.State.RUNNING);
    builds.forEach(build -> surroundings.succeed(surroundings.awaitCommand(build.id(), 1), 1));
    awaitPlan(draft.id(), PlanView.State.DONE);

    // and applying it again changes nothing
    applyHash(draft.hash()).statusCode(200).body("state", equalTo("DONE"));
    assertThat(builds(draft)).hasSize(2);
  }

  @Test
  void aNewerDraftSupersedesTheOlderAndSaysWhatIsOther() throws SQLException {
    // given a draft
    TestDatabase database = registered("newer", 1);
    PlanView first = draft("newer");

    // when a table comes to it and it is planned again
    execute(database, "CREATE TABLE t9 AS SELECT i::bigint AS id FROM generate_series(1, 50) i");
    PlanView second = draft("newer");

    // then the older cannot be applied any more
    assertThat(planOf(first.id()).state()).isEqualTo(PlanView.State.SUPERSEDED);
    applyHash(first.hash()).statusCode(409).body("code", equalTo("conflict"));
    PlanDiff diff =
        Json.read(api().get("/api/v1/plans/" + second.id() + "/diff").asString(), PlanDiff.class);
    assertThat(diff.before()).isEqualTo(first.id());
    assertThat(diff.changes())
        .filteredOn(change -> change.kind() == PlanDiff.Kind.ADDED)
        .extracting(change -> change.table().name())
        .containsExactly("t9");
    applyHash("0123456789ab").statusCode(404);
    api().post("/api/v1/plans/short/apply").then().statusCode(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gone   | DROP TABLE t0 | t0 is gone
          grew   | INSERT INTO t0 SELECT i, repeat(md5(i::text), 20) FROM generate_series(1, 30000) i; ANALYZE t0 | t0 grew
          index  | CREATE UNIQUE INDEX by_hash ON t0 (hashkey) | by_hash
          key    | ALTER TABLE t0 ADD PRIMARY KEY (id) | t0
          type   | ALTER TABLE t0 ALTER COLUMN id TYPE int | id
          column | ALTER TABLE t0 DROP COLUMN id | id
          """)
  void appliesNothingWhereTheDatabaseHasMoved(String name, String change, String detail)
      throws SQLException {
    // given a draft
    TestDatabase database = registered("moved_" + name, 1);
    PlanView draft = draft("moved_" + name);

    // when the table changes before it is applied
    execute(database, change.split(";"));

    // then nothing is applied, and what has moved is said
    applyHash(draft.hash())
        .statusCode(409)
        .body("code", equalTo("plan-moved"))
        .body("detail", containsString(detail));
    assertThat(builds(draft)).isEmpty();
    assertThat(planOf(draft.id()).state()).isEqualTo(PlanView.State.DRAFT);
  }

  @Test
  void appliesNothingWhereTheLoadLineHasMoved() throws SQLException {
    TestDatabase database = registered("line", 1);
    PlanView draft = draft("line");

    register(
        registration(
            "line",
            database,
            new Capacity(8, 1L << 30, 2, 4L << 30, 8L << 30, CapacityLimits.NONE),
            List.of(rule("public.t*", Kind.PRIMARY_KEY, "id"))));

    applyHash(draft.hash())
        .statusCode(409)
        .body("code", equalTo("plan-moved"))
        .body("detail", containsString("load line"));
  }

  private static TestDatabase copyOfTheOriginal(String name) {
    return Stack.get()
        .createDatabase(
            name,
            "life_original",
            original -> {
              try {
                execute(
                    original,
                    "CREATE TABLE t0 AS SELECT i::bigint AS id FROM generate_series(1, 2000) i",
                    "ANALYZE");
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @Test
  void aDraftIsNotAppliedToAnotherAddress() throws SQLException {
    // given a draft
    List<KeyRule> rules = List.of(rule("public.t*", Kind.PRIMARY_KEY, "id"));
    register(registration("elsewhere", copyOfTheOriginal("life_elsewhere"), capacity(), rules));
    PlanView draft = draft("elsewhere");

    // when the name is registered with a copy of the database, to the object identifiers the same
    register(registration("elsewhere", copyOfTheOriginal("life_copy"), capacity(), rules));

    // then it is not applied there
    applyHash(draft.hash())
        .statusCode(409)
        .body("code", equalTo("plan-moved"))
        .body("detail", containsString("another server"));
    assertThat(builds(draft)).isEmpty();
  }

  @Test
  void nothingInAHashIsAWildcard() throws SQLException {
    registered("wild", 1);
    draft("wild");

    applyHash("zzzzzzzzzzzz").statusCode(404);
    applyHash("%%%%%%%%%%%%").statusCode(404);
    applyHash("____________").statusCode(404);
  }

  @Test
  void endsFailedAndGoesOnWhenTheBuildIsRetried() throws SQLException {
    // given a plan of two builds
    registered("failing", 2);
    PlanView plan = plan("failing");
    List<BuildView> builds = builds(plan);

    // when one fails for good and the other succeeds
    surroundings.fail(
        surroundings.awaitCommand(builds.getFirst().id(), 1), 1, ErrorCode.DUPLICATE_KEYS, false);
    surroundings.succeed(surroundings.awaitCommand(builds.getLast().id(), 1), 1);

    // then the plan has failed, and is done when the build was retried
    awaitPlan(plan.id(), PlanView.State.FAILED);
    api().post("/api/v1/builds/" + builds.getFirst().id() + "/retry").then().statusCode(200);
    awaitPlan(plan.id(), PlanView.State.RUNNING);
    surroundings.succeed(surroundings.awaitCommand(builds.getFirst().id(), 2), 1);
    awaitPlan(plan.id(), PlanView.State.DONE);
  }

  @Test
  void aCancelledPlanSendsNothingMore() throws SQLException {
    // given a paused plan
    registered("cancelled", 2);
    api()
        .body("{\"by\":\"anna\"}")
        .post("/api/v1/databases/cancelled/pause")
        .then()
        .statusCode(200);
    PlanView plan = plan("cancelled");

    // when it is cancelled, twice
    for (int i = 0; i < 2; i++) {
      api()
          .body("{\"by\":\"anna\"}")
          .post("/api/v1/plans/" + plan.id() + "/cancel")
          .then()
          .statusCode(200)
          .body("state", equalTo("CANCELLED"));
    }

    // then its builds are too, whoever resumes
    api().post("/api/v1/databases/cancelled/resume").then().statusCode(200);
    builds(plan).forEach(build -> awaitState(build.id(), BuildView.State.CANCELLED));
    assertThat(builds(plan))
        .allSatisfy(build -> assertThat(build.outcome().error()).isEqualTo("by anna"));

    // and what it would have built can be planned anew
    assertThat(draft("cancelled").builds()).hasSize(2);
  }

  @Test
  void aDraftThatIsCancelledCannotBeApplied() throws SQLException {
    registered("dropped", 1);
    PlanView draft = draft("dropped");

    api().post("/api/v1/plans/" + draft.id() + "/cancel").then().statusCode(200);

    applyHash(draft.hash()).statusCode(409).body("code", equalTo("conflict"));
  }

  private static double fraction(PlannedBuild build) {
    double memory = build.allocation().maintenanceWorkMemBytes();
    return Math.round(100.0 * memory / build.sizing().indexBytes()) / 100.0;
  }

  @Test
  void plansByTheStrategyAndForTheWindowThatWereAskedFor() throws SQLException {
    registered("asked", 3);

    PlanView hybrid = draft("asked", new PlanRequest("hybrid", 1L, List.of()));

    assertThat(hybrid.strategy()).isEqualTo("hybrid");
    PlanView batch = draft("asked", new PlanRequest("adaptive:batch_size=2", null, List.of()));
    assertThat(batch.strategy()).isEqualTo("adaptive:batch_size=2");
    api()
        .get("/api/v1/plans/" + batch.id())
        .then()
        .body("builds[0].memoryFraction", equalTo((float) fraction(batch.builds().getFirst())));
    assertThat(hybrid.prediction().window()).isNotNull();
    assertThat(hybrid.prediction().window().fits()).isFalse();
    api()
        .body("{\"strategy\":\"guesswork\"}")
        .post("/api/v1/databases/asked/plans")
        .then()
        .statusCode(400)
        .body("detail", containsString("moldable"));

    PlanView one = draft("asked", new PlanRequest(null, 86_400_000L, List.of("public.t1")));
    assertThat(one.builds()).extracting(build -> build.table().name()).containsExactly("t1");
    assertThat(one.prediction().window().fits()).isTrue();
    assertThat(apply(one).state()).isIn(PlanView.State.APPROVED, PlanView.State.RUNNING);
    surroundings.succeed(surroundings.awaitCommand(builds(one).getFirst().id(), 1), 1);
    awaitPlan(one.id(), PlanView.State.DONE);
  }

  @Test
  void aPlanOfNothingIsDoneAtOnce() throws SQLException {
    registered("nothing", 0);

    assertThat(plan("nothing").state()).isEqualTo(PlanView.State.DONE);
  }
}
