package dev.plimsoll.systemtests.conformance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.message.Json;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;

/// Something of each kind, for requests to meet, and on the way to it what no request made at
/// random comes upon: it takes a build that waits or is at work, a table that failed, a producer's
/// next batch.
public final class GivenWork {
  private static final JsonNode NOTHING = MissingNode.getInstance();
  private static final String ID = "id";
  private static final String STATE = "state";

  private GivenWork() {}

  /// A database, and a session on it.
  public record Place(DatabaseAddress address, Connection session) {
    void execute(String sql) throws Exception {
      try (Statement statement = session.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  /// @param source empty, as the target is; a rule asks for a key in it
  public static void build(Interrogation planner, Place source, Place target) throws Exception {
    source.execute(
        """
        CREATE TABLE items (id bigint NOT NULL, note text);
        INSERT INTO items SELECT n, 'note ' || n FROM generate_series(1, 20000) n;
        CREATE TABLE more (id integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
        INSERT INTO more SELECT n FROM generate_series(1, 1000) n;
        ANALYZE;
        """);
    JsonNode key = json("kind", "PRIMARY_KEY", "method", "btree", "columns", List.of(ID));
    JsonNode rule = json("tables", "public.items", "definition", key);
    planner.given(
        "PUT",
        "/api/v1/databases/shop",
        json(
            "name",
            "shop",
            "address",
            source.address(),
            "builds",
            json("preset", "small", "rules", List.of(rule))));
    planner.given(
        "PUT", "/api/v1/databases/other", json("name", "other", "address", target.address()));
    planner.given("POST", "/api/v1/databases/shop/pilot", NOTHING);
    maintain(planner, source);

    // A build that waits
    planner.given("POST", "/api/v1/databases/shop/pause", json());
    JsonNode plan = planner.given("POST", "/api/v1/databases/shop/plans", json());
    planner.given("POST", "/api/v1/plans/" + plan.path("hash").asText() + "/apply", json());
    String plans =
        "/api/v1/plans/" + first(planner.given("GET", "/api/v1/plans?database=shop", NOTHING));
    planner.given("POST", plans + "/pause", json());
    planner.given("POST", plans + "/resume", json());
    String build =
        "/api/v1/builds/" + first(planner.given("GET", "/api/v1/builds?database=shop", NOTHING));
    planner.given("PATCH", build, json("priority", 5));
    planner.given("POST", build + "/pause", json());
    planner.given("POST", build + "/resume", json());
    planner.given("POST", build + "/cancel", json());
    planner.given("POST", build + "/retry", NOTHING);

    planner.given("PATCH", "/api/v1/lanes/large", json("slots", 2));

    // One that is at work
    source.session().setAutoCommit(false);
    source.execute("LOCK TABLE items IN ACCESS EXCLUSIVE MODE");
    planner.given("POST", "/api/v1/databases/shop/resume", json());
    awaitState(planner, build, Set.of("DISPATCHED", "RUNNING")::contains);
    planner.given("POST", build + "/release", json());
    source.session().rollback();
    source.session().setAutoCommit(true);
  }

  /// Two actions that wait for somebody: tables that were never analysed.
  private static void maintain(Interrogation planner, Place source) throws Exception {
    for (String table : List.of("seldom", "never")) {
      source.execute(
          "CREATE TABLE %s WITH (autovacuum_enabled = off) AS SELECT n FROM generate_series(1, 5000) n"
              .formatted(table));
      source.execute("VACUUM " + table);
    }
    String maintenance = "/api/v1/databases/shop/maintenance";
    planner.given(
        "PUT", maintenance, json("approvals", List.of(json("kind", "analyze", "approval", "ask"))));
    planner.given("POST", maintenance + "/resume", json());
    planner.given("POST", maintenance + "/pause", json());
    planner.given("POST", maintenance + "/run", json());
    List<String> proposed = new ArrayList<>();
    planner
        .given("GET", maintenance + "/actions", NOTHING)
        .forEach(
            action -> {
              if (action.path("state").asText().equals("PROPOSED")) {
                proposed.add(action.path("id").asText());
              }
            });
    planner.given("POST", maintenance + "/actions/" + proposed.getFirst() + "/approve", json());
    planner.given("POST", maintenance + "/actions/" + proposed.getLast() + "/reject", json());
  }

  /// After [#build].
  public static void copy(Interrogation sync, Interrogation planner, Place source, Place target)
      throws Exception {
    planner.given(
        "PUT",
        "/api/v1/databases/warehouse",
        json("name", "warehouse", "address", target.address(), "uses", List.of("TARGET")));
    for (String name : List.of("shop", "warehouse")) {
      untilCarriedOut(sync, "GET", "/api/v1/databases/" + name, NOTHING);
    }
    JsonNode thresholds = sync.given("GET", "/api/v1/thresholds", NOTHING);
    String sparse = "sparse_sequence_optimization";
    sync.given(
        "PATCH",
        "/api/v1/thresholds",
        json("by", "ann", "reason", "as before", sparse, thresholds.path(sparse)));

    JsonNode items = json("source", "shop", "tables", List.of("public.items"));
    String extract = id(sync.given("POST", "/api/v1/extracts", items));
    awaitState(sync, "/api/v1/extracts/" + extract, "DONE"::equals);
    // To what has ended nothing happens
    sync.given("POST", "/api/v1/extracts/" + extract + "/pause", NOTHING);
    sync.given("POST", "/api/v1/extracts/" + extract + "/tables/public/items/pause", NOTHING);
    sync.given(
        "POST", "/api/v1/schedules", json("name", "hourly", "every", "PT1H", "extract", items));
    sync.given(
        "PUT",
        "/api/v1/schedules/hourly",
        json("name", "hourly", "every", "PT2H", "extract", items));

    JsonNode reason = json("by", "ann", "reason", "a test");
    sync.given("POST", "/api/v1/schedules/hourly/pause", reason);
    sync.given("POST", "/api/v1/schedules/hourly/resume", reason);
    // The first run of its own may be under way.
    untilCarriedOut(sync, "POST", "/api/v1/schedules/hourly/run", reason);

    // Tables that their target refuses
    target.execute(
        """
        CREATE TABLE items (id bigint, note text, CONSTRAINT no_7 CHECK (id <> 7));
        CREATE TABLE more (id integer, at timestamptz, CONSTRAINT no_7 CHECK (id <> 7));
        """);
    String load =
        id(sync.given("POST", "/api/v1/loads", json("extract", extract, "target", "warehouse")));
    String copy =
        id(
            sync.given(
                "POST",
                "/api/v1/extracts",
                json("source", "shop", "tables", List.of("public.more"), "target", "warehouse")));
    for (String table :
        List.of(
            "/api/v1/loads/" + load + "/tables/public/items",
            "/api/v1/extracts/" + copy + "/tables/public/more")) {
      String job = table.replaceAll("/tables/.*", "");
      awaitState(sync, job, "FAILED"::equals);
      sync.given("POST", table + "/discard", NOTHING);
      target.execute("ALTER TABLE %s DROP CONSTRAINT no_7".formatted(table.replaceAll(".*/", "")));
      sync.given("POST", table + "/retry", NOTHING);
      awaitState(sync, job, "DONE"::equals);
    }
    String receipt = "/api/v1/extracts/" + copy + "/receipt";
    sync.given("POST", receipt, NOTHING);
    awaitState(sync, receipt, state -> !state.equals("RUNNING"));
    // The planner hears of it a little later.
    untilCarriedOut(
        planner, "GET", "/api/v1/pipeline/extracts/" + copy + "/tables/public/more", NOTHING);
  }

  /// What a producer sends.
  public static void append(Interrogation materializer) throws Exception {
    materializer.given("POST", "/api/v1/topics", json("name", "orders", "partitions", 2));
    ObjectNode batch =
        json(
            "topic",
            "orders",
            "producerId",
            "given",
            "producerEpoch",
            0,
            "sequence",
            0,
            "recordCount",
            10,
            "maxTimestamp",
            "2026-01-01T00:00:00Z");
    ObjectNode inFile = batch.deepCopy();
    materializer.given(
        "POST",
        "/api/v1/files",
        json(
            "bucket", "lake",
            "key", "orders/1",
            "batches",
                List.of(inFile.put("partition", 0).put("byteOffset", 0).put("byteLength", 100))));
    JsonNode object = json("bucket", "lake", "key", "orders/2", "byteOffset", 0, "byteLength", 100);
    materializer.given("POST", "/api/v1/batches", batch.put("partition", 1).set("object", object));
    JsonNode position = json("topic", "orders", "partition", 0, "nextOffset", 0);
    materializer.given(
        "PUT", "/api/v1/consumers/reader/positions", json("positions", List.of(position)));
  }

  static void awaitState(Interrogation service, String path, Predicate<String> wanted) {
    patiently(path)
        .until(() -> wanted.test(service.given("GET", path, NOTHING).path(STATE).asText()));
  }

  private static void untilCarriedOut(
      Interrogation service, String method, String path, JsonNode body) {
    patiently(path)
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(() -> service.given(method, path, body).isObject());
  }

  private static ConditionFactory patiently(String what) {
    return await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(200));
  }

  private static String id(JsonNode answer) {
    return answer.path(ID).asText();
  }

  /// The id of the first of a list.
  static String first(JsonNode answer) {
    JsonNode items = answer.isArray() ? answer : answer.path("items");
    return id(items.path(0));
  }

  static ObjectNode json(Object... namesAndValues) {
    ObjectNode object = Json.MAPPER.createObjectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.set((String) namesAndValues[i], Json.MAPPER.valueToTree(namesAndValues[i + 1]));
    }
    return object;
  }
}
