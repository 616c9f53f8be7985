package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.systemtests.conformance.Interrogation;
import dev.plimsoll.testkit.Campaign;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests made from each service's own OpenAPI, half of them with something wrong, are answered
/// as it says: no answer is a 5xx, and none has a status, a content type or a part that it does not
/// name.
final class ConformanceST {
  private static final int IN_BUILD = 800;
  private static final int IN_CAMPAIGN = 5_000;
  private static final int AT_ONCE = 4;

  /// Of the requests with nothing wrong: at least so many hundredths are carried out, so that what
  /// is said of such answers is compared too.
  private static final int LEAST_CARRIED_OUT = 35;

  @TempDir private Path folder;

  @Test
  void everyAnswerIsAsTheOpenApiSays() throws Exception {
    long seed = Campaign.seed();
    int requests = Campaign.rounds(IN_BUILD, IN_CAMPAIGN);
    try (SystemUnderTest plimsoll = SystemUnderTest.start(folder);
        HttpClient http = ApiClient.http()) {
      // Given a database that every request for one names: nothing else is connected to
      DatabaseAddress address = plimsoll.createDatabase("conformance");
      try (Connection connection = plimsoll.open(address);
          Statement statement = connection.createStatement()) {
        statement.execute(
            """
            CREATE TABLE items (id bigint NOT NULL, note text);
            INSERT INTO items SELECT n, 'note ' || n FROM generate_series(1, 1000) n;
            CREATE TABLE more (id integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
            INSERT INTO more SELECT n FROM generate_series(1, 1000) n;
            ANALYZE;
            """);
      }
      Map<String, JsonNode> fixed =
          Map.of(
              "DatabaseAddress",
              Json.MAPPER.valueToTree(address),
              "DatabaseKind",
              Json.MAPPER.valueToTree(DatabaseKind.POSTGRES));
      List<Interrogation> services = new ArrayList<>();
      Map<ServiceName, Interrogation> byName = new TreeMap<>();
      for (ServiceName service : ServiceName.values()) {
        byName.put(
            service,
            Interrogation.of(
                http,
                plimsoll.system().service(service).address(),
                plimsoll.system().token(),
                fixed));
      }
      givenWork(byName, address, plimsoll.createDatabase("conformance_target"));
      // The builder has one operation.
      services.addAll(byName.values());
      services.remove(byName.get(ServiceName.BUILDER));

      // When they are asked
      try (ExecutorService askers = Executors.newFixedThreadPool(AT_ONCE)) {
        List<Future<?>> asked = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
          Interrogation service =
              i % 100 == 0 ? byName.get(ServiceName.BUILDER) : services.get(i % services.size());
          Random random = new Random(seed * 1_000_003 + i);
          asked.add(
              askers.submit(
                  () -> {
                    service.ask(random);
                    return null;
                  }));
        }
        for (Future<?> one : asked) {
          one.get();
        }
      }

      // Then each answer is as its OpenAPI says
      byName.forEach(
          (name, service) ->
              System.out.printf(
                  "%s answered %s, %s of it where nothing was wrong, after at most %d ms; never"
                      + " carried out %s%n",
                  name,
                  service.statuses(),
                  service.asSaid(),
                  service.slowestMillis(),
                  service.unmet()));
      Map<String, String> complaints = new TreeMap<>();
      byName.forEach(
          (name, service) ->
              service
                  .complaints()
                  .forEach((key, complaint) -> complaints.put(name + " " + key, complaint)));
      assertThat(complaints).as("seed %d", seed).isEmpty();
      // And most of what nothing is wrong with is carried out
      int all = 0;
      int carriedOut = 0;
      for (Interrogation service : byName.values()) {
        for (Map.Entry<Integer, Integer> status : service.asSaid().entrySet()) {
          all += status.getValue();
          carriedOut += status.getKey() < 300 ? status.getValue() : 0;
        }
      }
      assertThat(100.0 * carriedOut / all).as("seed %d", seed).isGreaterThan(LEAST_CARRIED_OUT);
    }
  }

  /// Something of each kind, for requests to meet.
  private static void givenWork(
      Map<ServiceName, Interrogation> services, DatabaseAddress source, DatabaseAddress target)
      throws Exception {
    Interrogation planner = services.get(ServiceName.PLANNER);
    JsonNode key = json("kind", "PRIMARY_KEY", "method", "btree", "columns", List.of("id"));
    JsonNode rule = json("tables", "public.items", "definition", key);
    JsonNode shop =
        json("name", "shop", "address", source, "preset", "small", "rules", List.of(rule));
    planner.given("PUT", "/api/v1/databases/shop", shop);
    planner.given("PUT", "/api/v1/databases/other", json("name", "other", "address", target));
    JsonNode plan = planner.given("POST", "/api/v1/databases/shop/plans", json());
    planner.given("POST", "/api/v1/plans/apply", json("hash", plan.path("hash").asText()));
    planner.given("GET", "/api/v1/plans?database=shop", MissingNode.getInstance());
    planner.given("GET", "/api/v1/builds?database=shop", MissingNode.getInstance());

    Interrogation sync = services.get(ServiceName.SYNC);
    sync.given("PUT", "/api/v1/endpoints/shop", json("name", "shop", "address", source));
    sync.given("PUT", "/api/v1/endpoints/warehouse", json("name", "warehouse", "address", target));
    JsonNode items = json("source", "shop", "tables", List.of("public.items"));
    JsonNode extract = sync.given("POST", "/api/v1/extracts", items);
    String id = extract.path("id").asText();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                sync.given("GET", "/api/v1/extracts/" + id, MissingNode.getInstance())
                    .path("state")
                    .asText()
                    .equals("DONE"));
    sync.given(
        "POST", "/api/v1/schedules", json("name", "hourly", "every", "PT1H", "extract", items));
    sync.given("POST", "/api/v1/loads", json("extract", id, "target", "warehouse", "create", true));
  }

  private static JsonNode json(Object... namesAndValues) {
    ObjectNode object = Json.MAPPER.createObjectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.set((String) namesAndValues[i], Json.MAPPER.valueToTree(namesAndValues[i + 1]));
    }
    return object;
  }
}
