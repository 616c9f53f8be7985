package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.awaitLedgerAtZero;
import static dev.plimsoll.planner.it.PlannerFixture.awaitState;
import static dev.plimsoll.planner.it.PlannerFixture.build;
import static dev.plimsoll.planner.it.PlannerFixture.builds;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.plan;
import static dev.plimsoll.planner.it.PlannerFixture.planner;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.PipelineView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "planner"),
    restrictToAnnotatedClass = false)
class PlannerIT {
  private PlannerFixture surroundings;

  /// Topics that other services own.
  @BeforeAll
  static void otherServicesTopics() throws Exception {
    // A machine shared with other builds may be slow: what counts is that it happens.
    Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    String bootstrap = Stack.get().description().kafkaBootstrap();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Set<String> existing = admin.listTopics().names().get();
      for (Topic topic :
          List.of(
              Topic.SYNC_EVENTS, Topic.SYNC_EVENTS_DLQ, Topic.LOG_COMMITS, Topic.LOG_COMMITS_DLQ)) {
        String name = PlannerFixture.topic(topic);
        if (!existing.contains(name)) {
          admin
              .createTopics(List.of(new NewTopic(name, topic.partitions(), (short) 1)))
              .all()
              .get();
        }
      }
    }
  }

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  private static PipelineView pipeline() {
    return Json.read(
        api().get("/api/v1/pipeline").then().statusCode(200).extract().asString(),
        PipelineView.class);
  }

  @Test
  void plansDispatchesAndFollowsABuildToItsEnd() throws SQLException {
    // given a database with a rule
    TestDatabase database = databaseWithTables("plan_follow", 1, 5_000);
    register(
        registration(
            "follow", database, capacity(), List.of(rule("public.*", Kind.PRIMARY_KEY, "id"))));

    // when it is planned
    PlanView plan = plan("follow");

    // then a command goes to the berth that was claimed
    assertThat(plan.builds()).singleElement().satisfies(b -> assertThat(b.rows()).isEqualTo(5_000));
    BuildView planned = builds(plan).getFirst();
    BuildCommand command = surroundings.awaitCommand(planned.id(), 1);
    assertThat(command.indexName()).isEqualTo("t0_pkey");
    assertThat(command.definition())
        .isEqualTo(new IndexDefinition(Kind.PRIMARY_KEY, List.of("id")));
    assertThat(command.lane()).isEqualTo(Lane.SMALL);
    assertThat(command.maintenanceWorkMemBytes()).isPositive();
    assertThat(surroundings.partition(planned.id())).isEqualTo(command.berth());
    assertThat(command.database().database()).isEqualTo(database.name());
    assertThat(command.database().port()).isEqualTo(database.port());

    // when events come, some twice and some late
    UUID id = planned.id();
    surroundings.send(
        Topic.BUILD_EVENTS,
        id.toString(),
        new BuildEvent.Started(id, 1, 5, Instant.now(), "b", false));
    surroundings.send(
        Topic.BUILD_EVENTS,
        id.toString(),
        new BuildEvent.Progressed(id, 1, 7, Instant.now(), "loading tuples in tree", 0.8, "pid 1"));
    surroundings.send(
        Topic.BUILD_EVENTS,
        id.toString(),
        new BuildEvent.Progressed(id, 1, 6, Instant.now(), "scanning table", 0.2, null));
    await().until(() -> build(id).fraction() == 0.8);
    assertThat(build(id).phase()).isEqualTo("loading tuples in tree");
    assertThat(build(id).waitingFor()).isEqualTo("pid 1");
    surroundings.succeed(command, 8);
    awaitState(id, BuildView.State.SUCCEEDED);
    surroundings.succeed(command, 8);
    surroundings.fail(command, 9, ErrorCode.BUILD_LOST, true);

    // then it has ended once, and its berth and its share of the load line are free again
    BuildView done = build(id);
    assertThat(done.indexBytes()).isEqualTo(1_000_000);
    assertThat(done.actualMillis()).isEqualTo(70);
    awaitLedgerAtZero("follow");
    assertThat(build(id).state()).isEqualTo(BuildView.State.SUCCEEDED);
  }

  @Test
  void triesAgainWhatMayPassAndKeepsWhatDoesNot() throws SQLException {
    TestDatabase database = databaseWithTables("plan_retry", 1, 1_000);
    register(
        registration(
            "retry", database, capacity(), List.of(rule("public.*", Kind.UNIQUE, "hashkey"))));
    UUID id = builds(plan("retry")).getFirst().id();

    // when the first attempt fails for a while
    surroundings.fail(surroundings.awaitCommand(id, 1), 1, ErrorCode.BUILD_LOST, true);

    // then a second one comes after a pause, and its permanent failure stands
    await().until(() -> build(id).state() == BuildView.State.PLANNED || build(id).attempt() == 2);
    surroundings.fail(surroundings.awaitCommand(id, 2), 1, ErrorCode.DUPLICATE_KEYS, false);
    awaitState(id, BuildView.State.FAILED);
    assertThat(build(id).errorCode()).isEqualTo(ErrorCode.DUPLICATE_KEYS);
    awaitLedgerAtZero("retry");

    // when a person has it tried again
    api().post("/api/v1/builds/" + id + "/retry").then().statusCode(200);

    // then it goes on with the next attempt
    surroundings.succeed(surroundings.awaitCommand(id, 3), 1);
    awaitState(id, BuildView.State.SUCCEEDED);
    api()
        .post("/api/v1/builds/" + id + "/retry")
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("code", equalTo("conflict"));
  }

  @Test
  void neverSendsTwoBuildsOfOneTable() throws SQLException {
    TestDatabase database = databaseWithTables("plan_table", 1, 1_000);
    register(
        registration(
            "table",
            database,
            capacity(),
            List.of(
                rule("public.*", Kind.PRIMARY_KEY, "id"),
                rule("public.*", Kind.UNIQUE, "hashkey"))));

    List<BuildView> builds = builds(plan("table"));

    assertThat(builds).hasSize(2);
    BuildCommand first =
        await()
            .until(
                () ->
                    builds.stream()
                        .flatMap(build -> surroundings.commands(build.id()).stream())
                        .findFirst()
                        .orElse(null),
                command -> command != null);
    UUID other =
        builds.stream()
            .map(BuildView::id)
            .filter(id -> !id.equals(first.buildId()))
            .findFirst()
            .orElseThrow();
    assertThat(build(other).waitingFor()).contains("another build of this table");
    surroundings.succeed(first, 1);
    surroundings.succeed(surroundings.awaitCommand(other, 1), 1);
    awaitState(other, BuildView.State.SUCCEEDED);
  }

  @Test
  void planningAgainPlansOnlyWhatIsNotUnderWay() throws SQLException {
    TestDatabase database = databaseWithTables("plan_again", 2, 1_000);
    register(
        registration(
            "again", database, capacity(), List.of(rule("public.*", Kind.PRIMARY_KEY, "id"))));

    PlanView first = plan("again");
    PlanView second = plan("again");

    assertThat(first.builds()).hasSize(2);
    assertThat(second.builds()).isEmpty();
    assertThat(second.satisfied()).hasSize(2).allMatch(line -> line.contains("under way"));
    builds(first)
        .forEach(build -> surroundings.succeed(surroundings.awaitCommand(build.id(), 1), 1));
    builds(first).forEach(build -> awaitState(build.id(), BuildView.State.SUCCEEDED));
  }

  @Test
  void plansWhatALoadLacksWhenItEnds() throws SQLException {
    // given a database to be built after loads, with a rule for one table only
    TestDatabase database = databaseWithTables("plan_loaded", 2, 2_000);
    register(
        registration(
            "loaded",
            database,
            capacity(),
            List.of(rule("public.t1", Kind.PRIMARY_KEY, "hashkey"))));
    UUID extract = UUID.randomUUID();

    // when both loads end, one of them told twice
    for (String table : List.of("t0", "t1", "t1")) {
      QualifiedName target = new QualifiedName("public", table);
      surroundings.send(
          Topic.SYNC_EVENTS,
          extract.toString(),
          new SyncEvent.TableLoaded(
              extract,
              new QualifiedName("shop", table),
              "loaded",
              target,
              List.of("id"),
              new TableCounters(2_000, 2_000, 2_000, 9, 2, 3, 0),
              Duration.ofSeconds(1)));
    }

    // then the rule's key is planned where there is one, else the source's
    List<BuildView> builds =
        await()
            .until(
                () ->
                    List.of(
                        Json.read(
                            api().get("/api/v1/builds?database=loaded").asString(),
                            BuildView[].class)),
                found -> found.size() == 2);
    assertThat(builds)
        .extracting(build -> build.planned().table().name() + " " + build.planned().definition())
        .containsExactlyInAnyOrder("t0 primary key (id)", "t1 primary key (hashkey)");
    assertThat(builds).allSatisfy(build -> assertThat(build.planned().rows()).isEqualTo(2_000));
    builds.forEach(build -> surroundings.succeed(surroundings.awaitCommand(build.id(), 1), 1));
    builds.forEach(build -> awaitState(build.id(), BuildView.State.SUCCEEDED));
    assertThat(
            List.of(
                Json.read(api().get("/api/v1/plans?database=loaded").asString(), PlanView[].class)))
        .hasSize(2)
        .allSatisfy(plan -> assertThat(plan.warnings()).isEmpty());
  }

  @Test
  void waitsForADatabaseThatIsAway() throws SQLException {
    // given a registered database that then goes away
    TestDatabase database = databaseWithTables("plan_away", 1, 1_000);
    register(registration("away", database, capacity(), List.of()));
    try (Connection connection = planner();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE plan_away ALLOW_CONNECTIONS false");
    }
    UUID extract = UUID.randomUUID();
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableLoaded(
            extract,
            new QualifiedName("shop", "t0"),
            "away",
            new QualifiedName("public", "t0"),
            List.of("id"),
            new TableCounters(1_000, 1_000, 1_000, 9, 1, 1, 0),
            Duration.ofSeconds(1)));

    // then the API says so, and the load's plan is not forgotten
    api().post("/api/v1/databases/away/plans").then().statusCode(503);
    await()
        .untilAsserted(
            () -> {
              try (Connection connection = planner();
                  Statement statement = connection.createStatement();
                  ResultSet row =
                      statement.executeQuery(
                          "SELECT attempts, error FROM planner.loads WHERE database = 'away'")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt("attempts")).isPositive();
                assertThat(row.getString("error")).isNotBlank();
              }
            });

    // when it is back
    try (Connection connection = planner();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE plan_away ALLOW_CONNECTIONS true");
    }

    // then it gets its plan
    BuildView build =
        await()
            .until(
                () ->
                    List.of(
                        Json.read(
                            api().get("/api/v1/builds?database=away").asString(),
                            BuildView[].class)),
                found -> found.size() == 1)
            .getFirst();
    surroundings.succeed(surroundings.awaitCommand(build.id(), 1), 1);
    awaitState(build.id(), BuildView.State.SUCCEEDED);
  }

  @Test
  void showsWhatIsInMotion() {
    // given progress of a table and of its log, told twice
    UUID extract = UUID.randomUUID();
    QualifiedName table = new QualifiedName("flow", "odd.table");
    String logTopic = "src.flow.odd.table." + extract.toString().substring(0, 8);
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableProgressed(extract, table, new TableCounters(100, 60, 0, 5, 2, 3, 1)));
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableExtracted(
            extract, table, new TableCounters(100, 100, 0, 9, 3, 4, 1), Duration.ofSeconds(1)));
    for (long base : new long[] {0, 60, 0, 60}) {
      BatchCommitted batch =
          new BatchCommitted(
              logTopic,
              2,
              base,
              base == 0 ? 60 : 40,
              "p",
              0,
              0,
              new ObjectRange("b", "k", 0, 1),
              Instant.now());
      surroundings.send(Topic.LOG_COMMITS, batch.key(), batch);
    }

    // then the pipeline has them once
    await()
        .untilAsserted(
            () ->
                assertThat(pipeline().tables())
                    .filteredOn(flow -> flow.extractId().equals(extract))
                    .singleElement()
                    .satisfies(
                        flow -> {
                          assertThat(flow.state()).isEqualTo(TableState.EXTRACTED);
                          assertThat(flow.counters().rowsExtracted()).isEqualTo(100);
                          assertThat(flow.logRecords()).isEqualTo(100);
                          assertThat(flow.logBatches()).isEqualTo(2);
                        }));
    assertThat(pipeline().lanes()).extracting(lane -> lane.berths()).containsExactly(1, 2, 4);

    // when it fails, and then goes on
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableFailed(extract, table, ErrorCode.DISK_FULL, "full", "53100"));
    await()
        .until(
            () ->
                pipeline().tables().stream()
                    .anyMatch(
                        flow ->
                            flow.extractId().equals(extract)
                                && flow.errorCode() == ErrorCode.DISK_FULL));
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableProgressed(extract, table, new TableCounters(100, 100, 40, 9, 3, 4, 1)));

    // then it is loading
    await()
        .until(
            () ->
                pipeline().tables().stream()
                    .anyMatch(
                        flow ->
                            flow.extractId().equals(extract)
                                && flow.state() == TableState.LOADING));
  }

  @Test
  void putsWhatItCannotReadAsideAndGoesOn() {
    surroundings.send(PlannerFixture.topic(Topic.SYNC_EVENTS), "x", "no.such.type", "{}");
    surroundings.send(PlannerFixture.topic(Topic.BUILD_EVENTS), "x", "no.such.type", "{");

    // a good one after the bad one is still taken
    UUID extract = UUID.randomUUID();
    surroundings.send(
        Topic.SYNC_EVENTS,
        "x",
        new SyncEvent.TableProgressed(
            extract, new QualifiedName("s", "after"), new TableCounters(1, 1, 0, 0, 0, 0, 0)));
    await().until(() -> pipeline().tables().stream().anyMatch(f -> f.extractId().equals(extract)));
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
        new DatabaseRegistration(
            "refuse", at, null, List.of(rule("nodot", Kind.INDEX, "id")), false, null);
    put(nonsense).then().statusCode(400).body("detail", containsString("schema.table"));
    api().get("/api/v1/databases/absent").then().statusCode(404).body("code", equalTo("not-found"));
    api().get("/api/v1/plans/" + UUID.randomUUID()).then().statusCode(404);
    api().get("/api/v1/plans").then().statusCode(400);
    api().post("/api/v1/databases/absent/plans").then().statusCode(404);
  }

  private static DatabaseRegistration at(DatabaseRegistration like, DatabaseAddress address) {
    return new DatabaseRegistration(
        like.name(),
        address,
        like.capacity(),
        like.rules(),
        like.buildOnLoad(),
        like.laneThresholds());
  }

  private static Response put(DatabaseRegistration registration) {
    return api().body(Json.write(registration)).put("/api/v1/databases/" + registration.name());
  }

  @Test
  void fillsInTheLoadLineThatWasNotGiven() throws SQLException {
    TestDatabase database = databaseWithTables("plan_default", 1, 10);
    put(new DatabaseRegistration("default", database.address(), null, List.of(), false, null))
        .then()
        .statusCode(200)
        .body("capacity.cores", is(2))
        .body("capacity.memoryBytes", is(1 << 30))
        .body("laneThresholds.large", is(0.5f));
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
  }
}
