package dev.plimsoll.query.search;

import static dev.plimsoll.query.search.SearchApi.api;
import static dev.plimsoll.query.search.SearchApi.found;
import static dev.plimsoll.query.search.SearchApi.keys;
import static dev.plimsoll.query.search.SearchApi.query;
import static dev.plimsoll.query.search.SearchApi.search;
import static dev.plimsoll.query.search.SearchApi.set;
import static dev.plimsoll.query.search.SearchApi.settings;
import static dev.plimsoll.query.search.SearchApi.settingsOf;
import static dev.plimsoll.query.search.SearchApi.within;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.SearchMethod;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.search.SearchWish;
import dev.plimsoll.query.Registry;
import dev.plimsoll.testkit.MetricsPage;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import dev.plimsoll.testkit.page.GeneratedPage;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The whole service over HTTP, on databases that are registered by the topic.
@QuarkusTest
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "query"))
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SearchIT {
  private static final String TABLE =
      """
      CREATE TABLE items (id int PRIMARY KEY, v real[], category int);
      INSERT INTO items
      SELECT i, ARRAY[i % 97, i % 89, i % 83]::real[], i % 50 FROM generate_series(1, 3000) i
      """;

  // Written by hand: the service's own statements are others.
  private static final String ORACLE =
      """
      SELECT id FROM items
      ORDER BY sqrt((v[1] - 3::float8)^2 + (v[2] - 1::float8)^2 + (v[3] - 4::float8)^2), id
      LIMIT 12""";

  private Registry registry;

  @BeforeAll
  void open() throws Exception {
    registry = new Registry();
  }

  @BeforeEach
  void ready() {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
  }

  @AfterAll
  void close() {
    registry.close();
  }

  private TestDatabase registered(String name) throws SQLException {
    TestDatabase database = Stack.get().createDatabase("query_" + name);
    execute(database, TABLE);
    registry.register(name, database.address());
    return database;
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> oracle(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ORACLE)) {
      List<String> keys = new ArrayList<>();
      while (rows.next()) {
        keys.add(rows.getString(1));
      }
      return keys;
    }
  }

  @Test
  void findsWhatPlainSqlFindsInEachWay() throws Exception {
    TestDatabase database = registered("ways");
    List<String> expected = oracle(database);

    for (SearchWish wish : List.of(SearchWish.AUTOMATIC, SearchWish.EXACT, SearchWish.MEMORY)) {
      NearestRows rows = found(query("[3,1,4]", 12, wish, "ways"));
      assertThat(keys(rows)).as(wish.value()).isEqualTo(expected);
      assertThat(rows.searches()).hasSize(1);
      assertThat(rows.searches().getFirst().elapsedMs()).isPositive();
      assertThat(rows.searches().getFirst().asOf() != null).isEqualTo(wish == SearchWish.MEMORY);
    }
    api()
        .get("/api/v1/search/statistics")
        .then()
        .statusCode(200)
        .body("find { it.database == 'ways' }.methods.method", hasItem("memory"))
        .body("find { it.database == 'ways' }.memoryBytes", greaterThanOrEqualTo(3 * 4 * 3000));
    String metrics = given().get("/q/metrics").asString();
    assertThat(MetricsPage.differences(metrics)).isEmpty();
    assertThat(metrics)
        .contains("plimsoll_query_searches_seconds_count{method=\"memory\"}")
        .contains("plimsoll_query_databases_open");
  }

  @Test
  void severalDatabasesAnswerAsOne() throws Exception {
    TestDatabase first = registered("left");
    TestDatabase second = registered("right");
    List<String> expected = oracle(first);
    execute(first, "DELETE FROM items WHERE id % 2 = 0");
    execute(second, "DELETE FROM items WHERE id % 2 = 1");

    NearestRows rows = found(query("[3,1,4]", 12, null, "left", "right"));

    assertThat(keys(rows)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(rows.rows())
        .isSortedAccordingTo((a, b) -> Double.compare(a.distance(), b.distance()));
    assertThat(rows.searches())
        .extracting(one -> one.way().database())
        .containsExactly("left", "right");
    search(query("[3,1,4]", 12, null, "left", "left"))
        .statusCode(400)
        .body("detail", containsString("twice"));
  }

  @Test
  void conditionsAreMetAndExplained() throws Exception {
    registered("conditions");
    Map<String, Object> asked =
        Map.of(
            "databases", List.of("conditions"),
            "table", Map.of("schema", "public", "name", "items"),
            "vector", "[3,1,4]",
            "k", 5,
            "where",
                List.of(
                    Map.of("column", "category", "comparison", "equal", "values", List.of("7"))));
    api()
        .body(asked)
        .post("/api/v1/search")
        .then()
        .statusCode(200)
        .body("rows", hasSize(5))
        .body("rows.collect { (it.key[0] as int) % 50 }", everyItem(equalTo(7)));
    api()
        .body(asked)
        .post("/api/v1/search/explain")
        .then()
        .statusCode(200)
        .body("[0].method", equalTo("one-statement"))
        .body("[0].reason", containsString("too little to share"));
    api()
        .body(asked)
        .post("/api/v1/search/benchmark?rounds=2")
        .then()
        .statusCode(200)
        .body("ways[0].way.method", equalTo("one-statement"))
        .body("ways.recall", everyItem(equalTo(1.0f)));
  }

  @Test
  void whatCannotBeIsRefusedWithItsReason() throws Exception {
    TestDatabase database = registered("refusals");
    search(query("[3,1,4]", 5, null, "nobody")).statusCode(404).body("code", equalTo("not-found"));
    search(query("not a vector", 5, null, "refusals"))
        .statusCode(400)
        .body("detail", containsString("[1,2.5]"));
    search(query("[3,1,4]", 0, null, "refusals"))
        .statusCode(400)
        .body("detail", containsString("k"));
    search(query("[3,1,4]", 5, SearchWish.INDEX, "refusals"))
        .statusCode(400)
        .body("detail", containsString("no index"));
    api()
        .body(
            Map.of(
                "databases",
                List.of("refusals"),
                "table",
                Map.of("schema", "public", "name", "items"),
                "vector",
                "[3,1,4]",
                "k",
                5,
                "wish",
                "exact",
                "ef",
                10))
        .post("/api/v1/search")
        .then()
        .statusCode(400)
        .body("detail", containsString("ef"));
    registry.register("build-only", database.address(), List.of(DatabaseUse.BUILD));
    search(query("[3,1,4]", 5, null, "build-only"))
        .statusCode(400)
        .body("detail", containsString("source"));
    registry.register("locked-out", database.as("nobody_at_all", "wrong").address());
    search(query("[3,1,4]", 5, null, "locked-out"))
        .statusCode(422)
        .body("code", equalTo("authentication-failed"));
    execute(database, "DROP TABLE items");
    search(query("[3,1,4]", 5, null, "refusals"))
        .statusCode(422)
        .body("code", equalTo("table-not-found"));
  }

  @Test
  void aSearchThatTakesTooLongIsEndedAtTheServerToo() throws Exception {
    TestDatabase database = registered("slow");
    found(query("[3,1,4]", 5, null, "slow"));
    try (Connection blocking = database.connect();
        Statement statement = blocking.createStatement()) {
      blocking.setAutoCommit(false);
      statement.execute("LOCK TABLE items IN ACCESS EXCLUSIVE MODE");
      search(within(query("[3,1,4]", 5, null, "slow"), 300))
          .statusCode(422)
          .body("code", equalTo("time-limit"))
          .body("detail", containsString("300 ms"));
      await().until(() -> waiting(database) == 0);
    }
    assertThat(found(query("[3,1,4]", 5, null, "slow")).rows()).hasSize(5);
  }

  @Test
  void aClientThatLeavesEndsItsSearch() throws Exception {
    TestDatabase database = registered("left_alone");
    found(query("[3,1,4]", 5, null, "left_alone"));
    String body = Json.write(query("[3,1,4]", 5, null, "left_alone"));
    try (Connection blocking = database.connect();
        Statement statement = blocking.createStatement()) {
      blocking.setAutoCommit(false);
      statement.execute("LOCK TABLE items IN ACCESS EXCLUSIVE MODE");
      try (Socket client = new Socket("127.0.0.1", port())) {
        client
            .getOutputStream()
            .write(
                """
                POST /api/v1/search HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                %s"""
                    .formatted(StackResource.TOKEN, body.length(), body)
                    .getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
        await().until(() -> waiting(database) == 1);
      }
      await().until(() -> waiting(database) == 0);
    }
    await()
        .untilAsserted(
            () ->
                api()
                    .get("/api/v1/search/statistics")
                    .then()
                    .body("find { it.database == 'left_alone' }.failed", equalTo(1))
                    .body("find { it.database == 'left_alone' }.freeSessions", equalTo(8)));
  }

  private static int port() {
    return ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
  }

  // Sessions that wait for a lock.
  private static long waiting(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND wait_event_type = 'Lock'")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void settingsHoldUntilTheyAreSetBack() throws Exception {
    registered("tuned");
    SearchTuning before = settings("tuned");
    assertThat(before.parallel()).isTrue();
    assertThat(before.minRows()).isEqualTo(10_000);

    set("tuned", Map.of("parallel", false, "memoryBytes", 1_000))
        .statusCode(200)
        .body("parallel", equalTo(false))
        .body("minRows", equalTo(10_000));

    assertThat(found(query("[3,1,4]", 5, SearchWish.EXACT, "tuned")).searches().getFirst().way())
        .satisfies(way -> assertThat(way.method().known()).isEqualTo(SearchMethod.ONE_STATEMENT))
        .satisfies(way -> assertThat(way.reason()).contains("turned off"));
    search(query("[3,1,4]", 5, SearchWish.MEMORY, "tuned"))
        .body("code", equalTo("load-line-exceeded"));
    set("tuned", Map.of("maxWorkers", 0))
        .statusCode(400)
        .body("detail", containsString("maxWorkers"));
    set("tuned", Map.of("maxWorkers", 3)).statusCode(200);
    assertThat(settings("tuned").parallel()).isFalse();
    assertThat(settings("tuned").maxWorkers()).isEqualTo(3);

    api().delete(settingsOf("tuned")).then().statusCode(204);
    assertThat(settings("tuned")).isEqualTo(before);
    search(query("[3,1,4]", 5, SearchWish.MEMORY, "tuned")).statusCode(200);
    set("nobody", Map.of()).statusCode(404);
  }

  @Test
  void anotherPlaceByTheSameNameIsSearchedAndHasItsOwnSettings() throws Exception {
    TestDatabase first = registered("moving");
    execute(first, "DELETE FROM items WHERE id > 3");
    set("moving", Map.of("parallel", false)).statusCode(200);
    assertThat(found(query("[3,1,4]", 5, null, "moving")).rows()).hasSize(3);

    TestDatabase second = Stack.get().createDatabase("query_moved");
    execute(second, TABLE);
    registry.register("moving", second.address());

    await()
        .untilAsserted(
            () -> assertThat(found(query("[3,1,4]", 5, null, "moving")).rows()).hasSize(5));
    assertThat(settings("moving").parallel()).isTrue();
    registry.remove("moving");
    await().untilAsserted(() -> search(query("[3,1,4]", 5, null, "moving")).statusCode(404));
  }

  @Test
  void itsOpenApiIsTheCommittedOne() throws IOException {
    String made =
        given()
            .header("Authorization", "Bearer " + StackResource.TOKEN)
            .get("/q/generated-openapi")
            .asString();
    GeneratedPage.require(Path.of("src/main/resources/openapi.yaml"), made);
    given().post("/api/v1/search").then().statusCode(401);
  }
}
