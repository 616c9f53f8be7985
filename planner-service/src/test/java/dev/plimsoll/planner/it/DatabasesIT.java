package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.execute;
import static dev.plimsoll.planner.it.PlannerFixture.planner;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseCheckup;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Finding;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Status;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.ServerView;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a database has, is fit for and lacks.
@QuarkusTest
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
    Stack.get().requireEmbedded("whose version, memory and disk are known");
    // Given a registration that leaves the workers to the server
    TestDatabase database = databaseWithTables("reg_detect", 1, 100);
    Capacity capacity = capacity().with(Capacity.SERVERS_WORKERS, capacity().diskBytes());

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
    assertThat(server.workers().maxWorkerProcesses())
        .isGreaterThanOrEqualTo(server.workers().maxParallelWorkers());
    assertThat(Objects.requireNonNull(answered.builds().capacity()).parallelWorkers())
        .isEqualTo(Math.min(server.workers().maxParallelWorkers(), capacity.cores()));
    assertThat(server.workers().detected()).isTrue();
    assertThat(server.memory().sharedBuffersBytes()).isEqualTo(256L << 20);
    assertThat(server.memory().effectiveCacheSizeBytes()).isPositive();
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
    assertThat(Objects.requireNonNull(given.server()).workers().detected()).isFalse();
    assertThat(Objects.requireNonNull(given.builds().capacity()).parallelWorkers())
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
        DatabaseRegistration.postgres(
            "preset",
            database.address(),
            new BuildSettings(
                null,
                "cu:16",
                List.of(new KeyRule("public.*", partial)),
                false,
                null,
                "hybrid:max_concurrent_builds=2,reserve=0.3",
                null));

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

    assertThat(answered.builds().capacity()).isNotNull();
    assertThat(answered.builds().capacity().memoryBytes()).isEqualTo(4L << 30);
    assertThat(answered.builds().capacity().cores()).isEqualTo(8);
    assertThat(answered.builds().preset()).isNull();
    assertThat(answered.builds().strategy())
        .isEqualTo("hybrid:max_concurrent_builds=2,reserve=0.3");
    assertThat(answered.builds().rules().getFirst().definition()).isEqualTo(partial);
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
        DatabaseRegistration.postgres(
            "checkup_poor",
            new DatabaseAddress(
                at.host(),
                at.port(),
                at.database(),
                "reg_poor",
                at.sslMode(),
                TestDatabase.credential("reg_poor", "poor")),
            BuildSettings.of(capacity(), rules, false)));

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
    Stack.get().requireEmbedded("whose pooler speaks no TLS");
    TestDatabase database = databaseWithTables("reg_pooler", 1, 100);
    try (TransactionPooler pooler = TransactionPooler.to(database.address())) {
      register(
          DatabaseRegistration.postgres(
              "pooler", pooler.address(), BuildSettings.of(capacity(), List.of(), false)));

      assertThat(checkup("pooler").get("pooler").status()).isEqualTo(Status.FAIL);
    }
    register(registration("no_pooler", database, capacity(), List.of()));
    assertThat(checkup("no_pooler").get("pooler").status()).isEqualTo(Status.PASS);
  }
}
