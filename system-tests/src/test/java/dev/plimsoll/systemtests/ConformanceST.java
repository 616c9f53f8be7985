package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
      // The builder has one operation.
      services.addAll(byName.values());
      services.remove(byName.get(ServiceName.BUILDER));

      // When they are asked
      try (ExecutorService askers = Executors.newFixedThreadPool(AT_ONCE)) {
        List<Future<?>> asked = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
          Interrogation service =
              i % 100 == 0 ? byName.get(ServiceName.BUILDER) : services.get(i % services.size());
          long of = seed * 1_000_003 + i;
          asked.add(
              askers.submit(
                  () -> {
                    service.ask(new Random(of));
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
                  "%s answered %s, after at most %d ms%n",
                  name, service.statuses(), service.slowestMillis()));
      Map<String, String> complaints = new TreeMap<>();
      byName.forEach(
          (name, service) ->
              service
                  .complaints()
                  .forEach((key, complaint) -> complaints.put(name + " " + key, complaint)));
      assertThat(complaints).as("seed %d", seed).isEmpty();
    }
  }
}
