package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.awaitPlan;
import static dev.plimsoll.planner.it.PlannerClient.build;
import static dev.plimsoll.planner.it.PlannerClient.builds;
import static dev.plimsoll.planner.it.PlannerClient.draft;
import static dev.plimsoll.planner.it.PlannerClient.plan;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.planner;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.PhaseTimes;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.ApplyRequest;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.CalibrationView;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseCheckup;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Finding;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Status;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.ServerView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a database has, is fit for, costs and lacks.
@QuarkusTest
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "planner"),
    restrictToAnnotatedClass = false)
class DatabasesIT {
  private PlannerFixture surroundings;

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  private static void execute(TestDatabase database, String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Map<String, Finding> checkup(String name) {
    DatabaseCheckup checkup =
        Json.read(
            api()
                .post("/api/v1/databases/" + name + "/test")
                .then()
                .statusCode(200)
                .extract()
                .asString(),
            DatabaseCheckup.class);
    return checkup.findings().stream().collect(Collectors.toMap(Finding::name, found -> found));
  }

  @Test
  void whatCanBeReadIsDetectedAndTheRestIsSaidToBeTakenOnTrust() throws SQLException {
    // Given a registration that leaves the workers to the server
    TestDatabase database = databaseWithTables("reg_detect", 1, 100);
    Capacity capacity = capacity().withParallelWorkers(Capacity.SERVERS_WORKERS);

    // When
    DatabaseRegistration answered =
        Json.read(
            api()
                .body(Json.write(registration("detect", database, capacity, List.of())))
                .put("/api/v1/databases/detect")
                .then()
                .statusCode(200)
                .extract()
                .asString(),
            DatabaseRegistration.class);

    // Then
    ServerView server = Objects.requireNonNull(answered.server());
    assertThat(server.maxWorkerProcesses()).isGreaterThanOrEqualTo(server.maxParallelWorkers());
    assertThat(Objects.requireNonNull(answered.capacity()).parallelWorkers())
        .isEqualTo(Math.min(server.maxParallelWorkers(), capacity.cores()));
    assertThat(server.workersDetected()).isTrue();
    assertThat(server.sharedBuffersBytes()).isEqualTo(256L << 20);
    assertThat(server.effectiveCacheSizeBytes()).isPositive();
    assertThat(server.dataDiskFreeBytes()).as("PostgreSQL is on this machine").isPositive();
    assertThat(server.version()).startsWith("18");
    assertThat(
            Json.read(api().get("/api/v1/databases/detect").asString(), DatabaseRegistration.class)
                .server())
        .isEqualTo(server);
    Map<String, Finding> found = checkup("detect");
    assertThat(found.get("memory").detail()).contains("shared_buffers 256 MiB", "taken on trust");
    assertThat(found.get("disk").detail()).contains("are free on the volume of the data");

    // And workers that somebody gave are taken as given
    DatabaseRegistration given =
        Json.read(
            api()
                .body(Json.write(registration("detect", database, capacity(), List.of())))
                .put("/api/v1/databases/detect")
                .asString(),
            DatabaseRegistration.class);
    assertThat(Objects.requireNonNull(given.server()).workersDetected()).isFalse();
    assertThat(Objects.requireNonNull(given.capacity()).parallelWorkers())
        .isEqualTo(capacity().parallelWorkers());
  }

  @Test
  void aPresetGivesTheLoadLineAndRulesKeepTheirWholeDefinition() throws SQLException {
    TestDatabase database = databaseWithTables("reg_preset", 1, 100);
    IndexDefinition partial =
        new IndexDefinition(Kind.INDEX, List.of("hashkey"))
            .withPredicate("id > 10")
            .withFillfactor(80);
    DatabaseRegistration asked =
        new DatabaseRegistration(
            "preset",
            database.address(),
            null,
            List.of(new KeyRule("public.*", partial)),
            false,
            null,
            "hybrid:max_concurrent_builds=2,reserve=0.3",
            null,
            "cu:16",
            null);

    DatabaseRegistration answered =
        Json.read(
            api()
                .body(Json.write(asked))
                .put("/api/v1/databases/preset")
                .then()
                .statusCode(200)
                .extract()
                .asString(),
            DatabaseRegistration.class);

    assertThat(answered.capacity()).isNotNull();
    assertThat(answered.capacity().memoryBytes()).isEqualTo(4L << 30);
    assertThat(answered.capacity().cores()).isEqualTo(8);
    assertThat(answered.preset()).isNull();
    assertThat(answered.strategy()).isEqualTo("hybrid:max_concurrent_builds=2,reserve=0.3");
    assertThat(answered.rules().getFirst().definition()).isEqualTo(partial);
    api().get("/api/v1/presets").then().body("name", hasItems("small", "large", "cu:256"));
    api()
        .body(Json.write(asked).replace("cu:16", "cu:5"))
        .put("/api/v1/databases/preset")
        .then()
        .statusCode(400)
        .body("detail", containsString("cu:256"));
    api()
        .body(Json.write(asked).replace("hybrid", "luck"))
        .put("/api/v1/databases/preset")
        .then()
        .statusCode(400)
        .body("detail", containsString("moldable"));
    api()
        .body(Json.write(asked).replace("reserve", "jobs"))
        .put("/api/v1/databases/preset")
        .then()
        .statusCode(400)
        .body("detail", containsString("hybrid has max_concurrent_builds and reserve"));
  }

  @Test
  void aCheckupFindsWhatIsWrongAndSaysWhatToDo() throws SQLException {
    // given a database, seen by its superuser and by a role without rights
    TestDatabase database = databaseWithTables("reg_checkup", 1, 100);
    List<KeyRule> rules = List.of(rule("public.*", Kind.PRIMARY_KEY, "id"));
    register(registration("checkup", database, capacity(), rules));
    execute(database, "CREATE ROLE reg_poor LOGIN PASSWORD 'poor'");
    DatabaseAddress at = database.address();
    register(
        new DatabaseRegistration(
            "checkup_poor",
            new DatabaseAddress(
                at.host(),
                at.port(),
                at.database(),
                "reg_poor",
                at.sslMode(),
                TestDatabase.credential("reg_poor", "poor")),
            capacity(),
            rules,
            false,
            null));

    // when they are looked over
    Map<String, Finding> rich = checkup("checkup");
    Map<String, Finding> poor = checkup("checkup_poor");

    // then each finding that is no pass has a way out
    assertThat(rich.get("reachable").status()).isEqualTo(Status.PASS);
    assertThat(rich.get("version").status()).isEqualTo(Status.PASS);
    assertThat(rich.get("role").status()).isEqualTo(Status.WARN);
    assertThat(rich.get("rights").status()).isEqualTo(Status.PASS);
    assertThat(poor.get("role").status()).isEqualTo(Status.PASS);
    assertThat(poor.get("rights").status()).isEqualTo(Status.FAIL);
    assertThat(poor.get("rights").fix()).contains("GRANT").contains("reg_poor");
    assertThat(poor.get("statistics").status()).isEqualTo(Status.WARN);
    assertThat(poor.values())
        .filteredOn(found -> found.status() == Status.FAIL || found.status() == Status.WARN)
        .allSatisfy(found -> assertThat(found.fix()).isNotBlank());

    // when it is away, then that is what is found
    try (Connection connection = planner();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE reg_checkup ALLOW_CONNECTIONS false");
    }
    Map<String, Finding> away = checkup("checkup");
    assertThat(away.get("reachable").status()).isEqualTo(Status.FAIL);
    assertThat(away.get("rights").status()).isEqualTo(Status.SKIPPED);
    api().post("/api/v1/databases/absent/test").then().statusCode(404);
  }

  @Test
  void aPoolerInTransactionModeIsFound() throws Exception {
    TestDatabase database = databaseWithTables("reg_pooler", 1, 100);
    try (TransactionPooler pooler = TransactionPooler.to(database.address())) {
      register(
          new DatabaseRegistration("pooler", pooler.address(), capacity(), List.of(), false, null));

      assertThat(checkup("pooler").get("pooler").status()).isEqualTo(Status.FAIL);
    }
    register(registration("no_pooler", database, capacity(), List.of()));
    assertThat(checkup("no_pooler").get("pooler").status()).isEqualTo(Status.PASS);
  }

  @Test
  void learnsFromPilotsAndFromBuilds() throws SQLException {
    // given a table that is large enough to measure
    TestDatabase database = databaseWithTables("reg_pilot", 1, 60_000);
    execute(database, "ANALYZE");
    register(
        registration(
            "pilot", database, capacity(), List.of(rule("public.*", Kind.UNIQUE, "hashkey"))));
    assertThat(calibration("pilot").costs()).allMatch(cost -> cost.observations() == 0);

    // when a pilot is run
    api().post("/api/v1/databases/pilot/pilot").then().statusCode(200);

    // then one kind of key has been seen, and no prediction was tested
    assertThat(calibration("pilot").costs())
        .filteredOn(cost -> cost.observations() == 1)
        .hasSize(1);
    assertThat(calibration("pilot").errorPercent()).isEqualTo(-1);

    // when a build ends that says where its time went
    PlanView plan = plan("pilot");
    UUID id = builds(plan).getFirst().id();
    BuildCommand command = surroundings.awaitCommand(id, 1);
    api()
        .post("/api/v1/databases/pilot/pilot")
        .then()
        .statusCode(409)
        .body("code", equalTo("conflict"));
    surroundings.tell(
        new BuildEvent.Succeeded(
            id,
            command.attempt(),
            1,
            Instant.now(),
            4_000_000,
            Duration.ofMillis(400),
            Duration.ofMillis(500),
            0,
            List.of(),
            new PhaseTimes(200, 60, 90, 10),
            123_456L));
    awaitPlan(plan.id(), PlanView.State.DONE);

    // then that is remembered too, and the error of its prediction is known
    assertThat(calibration("pilot").costs())
        .filteredOn(cost -> cost.observations() == 2)
        .hasSize(1);
    assertThat(calibration("pilot").errorPercent()).isPositive();
    assertThat(build(id).temporaryBytes()).isEqualTo(123_456);
  }

  private static CalibrationView calibration(String name) {
    return Json.read(
        api()
            .get("/api/v1/databases/" + name + "/calibration")
            .then()
            .statusCode(200)
            .extract()
            .asString(),
        CalibrationView.class);
  }

  @Test
  void aPartitionedTableComesBeforeItsPartitions() throws SQLException {
    // given a partitioned table and what cannot be built
    TestDatabase database = databaseWithTables("reg_parts", 0, 0);
    execute(
        database,
        "CREATE TABLE m (id bigint, day date) PARTITION BY RANGE (day)",
        "CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
        "CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
        "INSERT INTO m SELECT i, date '2026-01-01' + i % 50 FROM generate_series(1, 4000) i",
        "CREATE VIEW seen AS SELECT * FROM m",
        "ANALYZE");
    register(
        registration(
            "parts",
            database,
            capacity(),
            List.of(
                rule("public.m", Kind.UNIQUE, "id", "day"),
                rule("public.m", Kind.PRIMARY_KEY, "id"),
                rule("public.seen", Kind.INDEX, "id"))));

    // when it is planned
    PlanView draft = draft("parts");

    // then it comes first, its partitions need it, and what cannot be built is refused
    assertThat(draft.builds())
        .extracting(one -> one.table().name())
        .containsExactlyInAnyOrder("m", "m_1", "m_2");
    PlannedBuild parent =
        draft.builds().stream()
            .filter(one -> one.table().name().equals("m"))
            .findFirst()
            .orElseThrow();
    assertThat(parent.blockedBy()).isEmpty();
    assertThat(parent.sql()).anyMatch(sql -> sql.contains("ON ONLY"));
    assertThat(draft.builds())
        .filteredOn(one -> one != parent)
        .allSatisfy(
            one -> {
              assertThat(one.blockedBy()).containsExactly(parent.number());
              assertThat(one.sql()).anyMatch(sql -> sql.contains("ATTACH PARTITION"));
            });
    assertThat(draft.builds())
        .filteredOn(one -> one != parent)
        .allSatisfy(one -> assertThat(one.sql()).anyMatch(sql -> sql.contains("CONCURRENTLY")));
    assertThat(draft.refused())
        .extracting(no -> no.table().name() + " " + no.code())
        .containsExactlyInAnyOrder(
            "m " + ErrorCode.UNSUPPORTED_INDEX, "seen " + ErrorCode.NOT_A_TABLE);

    // when a partition comes before it is applied, then nothing is applied
    execute(
        database,
        "CREATE TABLE m_3 PARTITION OF m FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')");
    api()
        .body(Json.write(new ApplyRequest(draft.hash(), "the test")))
        .post("/api/v1/plans/apply")
        .then()
        .statusCode(409)
        .body("detail", containsString("public.m got the partition public.m_3"));
    execute(database, "DROP TABLE m_3");

    // when it is applied, then it is sent with those that will be attached, and they after it
    List<BuildView> builds = builds(PlannerClient.apply(draft));
    UUID whole =
        builds.stream()
            .filter(one -> one.planned().table().name().equals("m"))
            .map(BuildView::id)
            .findFirst()
            .orElseThrow();
    BuildCommand command = surroundings.awaitCommand(whole, 1);
    assertThat(command.awaited())
        .extracting(QualifiedName::name)
        .containsExactlyInAnyOrder("m_1", "m_2");
    List<UUID> parts = builds.stream().map(BuildView::id).filter(id -> !id.equals(whole)).toList();
    assertThat(build(parts.getFirst()).waitingFor()).contains("which it needs");
    surroundings.succeed(command, 1);
    parts.forEach(surroundings::succeedWhenSent);
    awaitPlan(draft.id(), PlanView.State.DONE);
  }
}
