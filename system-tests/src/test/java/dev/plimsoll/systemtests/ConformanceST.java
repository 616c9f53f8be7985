package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.systemtests.conformance.GivenAdvice;
import dev.plimsoll.systemtests.conformance.GivenQueue;
import dev.plimsoll.systemtests.conformance.GivenSearch;
import dev.plimsoll.systemtests.conformance.GivenWork;
import dev.plimsoll.systemtests.conformance.GivenWork.Place;
import dev.plimsoll.systemtests.conformance.Interrogation;
import dev.plimsoll.testkit.Campaign;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests made from each service's own OpenAPI, half of them with something wrong, are answered
/// as it says: no answer is a 5xx, and none has a status, a content type or a part that it does not
/// name.
@Order(7)
final class ConformanceST {
  private static final int IN_BUILD = 800;
  private static final int IN_CAMPAIGN = 5_000;
  private static final int AT_ONCE = 4;

  /// Of the requests with nothing wrong: at least so many hundredths are carried out, so that what
  /// is said of such answers is compared too.
  private static final int LEAST_CARRIED_OUT = 35;

  /// There is no Redshift here, no message that the broker refused and no event set aside.
  private static final Set<String> NEVER_CARRIED_OUT =
      Set.of(
          "POST /api/v1/loads/redshift",
          "POST /api/v1/outbox/{id}/retry",
          "DELETE /api/v1/outbox/{id}",
          "POST /api/v1/quarantine/{id}/retry",
          "DELETE /api/v1/quarantine/{id}");

  @TempDir private Path folder;

  @Test
  void everyAnswerIsAsTheOpenApiSays() throws Exception {
    long seed = Campaign.seed();
    int requests = Campaign.rounds(IN_BUILD, IN_CAMPAIGN);
    try (SystemUnderTest plimsoll = SystemUnderTest.start(folder);
        HttpClient http = ApiClient.http()) {
      // Given a database that every request for one names: nothing else is connected to
      DatabaseAddress address = plimsoll.createDatabase("conformance");
      DatabaseAddress target = plimsoll.createDatabase("conformance_target");
      Map<String, JsonNode> fixed =
          Map.of(
              "DatabaseAddress",
              Json.MAPPER.valueToTree(address),
              "DatabaseKind",
              Json.MAPPER.valueToTree(DatabaseKind.POSTGRES));
      Map<String, JsonNode> searched =
          Map.of("QualifiedName", Json.MAPPER.valueToTree(new QualifiedName("public", "vectors")));
      List<Interrogation> services = new ArrayList<>();
      Map<ServiceName, Interrogation> byName = new TreeMap<>();
      for (ServiceName service : ServiceName.values()) {
        byName.put(
            service,
            Interrogation.of(
                http,
                plimsoll.system().service(service).address(),
                plimsoll.system().token(),
                service == ServiceName.QUERY ? searched : fixed));
      }
      try (Connection inSource = plimsoll.open(address);
          Connection inTarget = plimsoll.open(target)) {
        Place from = new Place(address, inSource);
        Place to = new Place(target, inTarget);
        Interrogation planner = byName.get(ServiceName.PLANNER);
        GivenWork.build(planner, from, to);
        GivenAdvice.advice(planner);
        GivenQueue.jobs(planner);
        GivenWork.copy(byName.get(ServiceName.SYNC), planner, from, to);
        GivenSearch.vectors(byName.get(ServiceName.QUERY), planner, from);
      }
      GivenWork.append(byName.get(ServiceName.MATERIALIZER));
      // The builder has one operation.
      services.addAll(byName.values());
      services.remove(byName.get(ServiceName.BUILDER));

      // When they are asked, last for what takes away what others ask for
      for (Interrogation service : byName.values()) {
        service.seek(method -> !method.equals("DELETE"), new Random(seed));
      }
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
      for (Interrogation service : byName.values()) {
        service.seek("DELETE"::equals, new Random(seed));
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
      // And there is no operation that nobody has looked at, but of what is not there
      Set<String> unmet = new TreeSet<>();
      byName.values().forEach(service -> unmet.addAll(service.unmet()));
      assertThat(unmet).as("seed %d", seed).isSubsetOf(NEVER_CARRIED_OUT);
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
}
