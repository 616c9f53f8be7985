package dev.plimsoll.sync.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineageClientUtils;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Lineage is off in the service; here it is told by its own parts.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class LineageIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final AtomicInteger answer = new AtomicInteger(200);
  private volatile String refusing = "of nobody";
  private HttpServer endpoint;

  @Inject LineageTeller teller;

  @BeforeEach
  void listen() throws IOException {
    FakeLog.get();
    endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.createContext("/api/v1/lineage", this::take);
    endpoint.start();
  }

  @AfterEach
  void close() {
    endpoint.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    int status = body.contains(refusing) ? 400 : answer.get();
    if (status == 200) {
      arrived.add(body);
      tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private HttpTransport http() {
    String url = "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/api/v1/lineage";
    return new HttpTransport(URI.create(url), Optional.of("secret"), TIMEOUT);
  }

  private List<JsonNode> ofJob(String name) {
    return arrived.stream()
        .filter(event -> event.contains('"' + name + '"'))
        .map(LineageIT::json)
        .filter(event -> event.at("/job/name").asText().equals(name))
        .toList();
  }

  private static JsonNode json(String event) {
    try {
      return Json.MAPPER.readTree(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aLostEndpointHoldsUpNothingAndIsToldEverythingInOrderOnceItIsBack()
      throws SQLException, InterruptedException {
    // given
    TestDatabase source = Stack.get().createDatabase("lineage_source");
    TestDatabase target = Stack.get().createDatabase("lineage_target");
    TestTables.execute(
        source,
        "CREATE TABLE told (id int PRIMARY KEY, paid numeric(9,2))",
        "INSERT INTO told SELECT i, i / 3.0 FROM generate_series(1, 500) i");
    TestTables.execute(target, "CREATE TABLE told (other text)");
    SyncApi.register("lineage-source", source);
    SyncApi.register("lineage-target", target);
    answer.set(503);

    // when
    ExtractView extract = SyncApi.start("lineage-source", List.of("public.told"), null);
    SyncApi.awaitTable(extract.id(), "told", TableState.EXTRACTED);
    ExtractView refused = SyncApi.start("lineage-source", List.of("public.told"), "lineage-target");
    SyncApi.awaitTable(refused.id(), "told", TableState.FAILED);
    TestTables.execute(target, "DROP TABLE told");
    ExtractView loaded = SyncApi.start("lineage-source", List.of("public.told"), "lineage-target");
    SyncApi.awaitTable(loaded.id(), "told", TableState.LOADED);
    try (HttpTransport transport = http()) {
      LineageTeller.Round lost = teller.tell(transport);

      // then
      assertThat(lost.failure().orElseThrow()).hasMessageContaining("answered 503");
      assertThat(lost.told()).isZero();
      assertThat(lost.waiting()).isGreaterThanOrEqualTo(8);

      // when
      answer.set(200);
      LineageTeller.Round back = teller.tell(transport);

      // then
      assertThat(back.failure()).isEmpty();
      assertThat(back.told()).isEqualTo(lost.waiting());
      assertThat(teller.tell(transport).told()).isZero();
    }
    assertThat(tokens).allMatch("Bearer secret"::equals);
    arrived.forEach(LineageIT::requireOfficial);
    requireEvents();
  }

  @Test
  void anEventThatTheEndpointRefusesHoldsUpNoOther() throws SQLException, InterruptedException {
    // given
    TestDatabase source = Stack.get().createDatabase("lineage_refused");
    TestTables.execute(source, "CREATE TABLE odd AS SELECT 1 AS a", "CREATE TABLE even (a int)");
    SyncApi.register("lineage-refused", source);
    refusing = "lineage_refused.public.odd";
    for (String table : List.of("odd", "even")) {
      ExtractView extract = SyncApi.start("lineage-refused", List.of("public." + table), null);
      SyncApi.awaitTable(extract.id(), table, TableState.EXTRACTED);
    }

    try (HttpTransport transport = http()) {
      // when
      LineageTeller.Round round = teller.tell(transport);

      // then: all but that table's, whose events wait for each other
      assertThat(round.failure().orElseThrow()).hasMessageContaining("answered 400");
      assertThat(round.waiting()).isEqualTo(2);
      assertThat(ofJob("extract.lineage-refused.public.even")).hasSize(2);

      // when
      refusing = "of nobody";
      teller.tell(transport);
    }
    assertThat(ofJob("extract.lineage-refused.public.odd"))
        .extracting(event -> event.get("eventType").asText())
        .containsExactly("START", "COMPLETE");
  }

  /// The official client's classes are generated from the official schema: what they know of an
  /// event is all that is in it, nothing is missing, and each facet has the definition that they
  /// have for it.
  private static void requireOfficial(String event) {
    OpenLineage.RunEvent known = OpenLineageClientUtils.runEventFromJson(event);
    JsonNode understood = json(OpenLineageClientUtils.toJson(known));
    JsonNode told = json(event);
    for (String part : List.of("/run", "/job", "/inputs", "/outputs")) {
      assertThat(understood.at(part)).isEqualTo(told.at(part));
    }
    OpenLineage official = new OpenLineage(URI.create(OpenLineageEvent.PRODUCER));
    assertThat(known.getSchemaURL())
        .isEqualTo(official.newRunEventBuilder().build().getSchemaURL());
    assertThat(known.getRun().getFacets().getParent().get_schemaURL())
        .isEqualTo(official.newParentRunFacet(null, null, null).get_schemaURL());
    assertThat(known.getJob().getFacets().getJobType().get_schemaURL())
        .isEqualTo(official.newJobTypeJobFacet(null, null, null).get_schemaURL());
    for (OpenLineage.InputDataset input : known.getInputs()) {
      assertThat(input.getFacets().getSchema().get_schemaURL())
          .isEqualTo(official.newSchemaDatasetFacet(null).get_schemaURL());
      assertThat(input.getFacets().getAdditionalProperties()).isEmpty();
    }
    for (OpenLineage.OutputDataset output : known.getOutputs()) {
      assertThat(output.getFacets().getSchema().getAdditionalProperties()).isEmpty();
    }
    assertThat(known.getEventTime()).isNotNull();
  }

  private void requireEvents() {
    List<JsonNode> reads = ofJob("extract.lineage-source.public.told");
    assertThat(reads)
        .extracting(event -> event.get("eventType").asText())
        .containsExactly("START", "COMPLETE", "START", "FAIL", "START", "COMPLETE");
    assertThat(reads.get(0).at("/run/runId")).isEqualTo(reads.get(1).at("/run/runId"));
    assertThat(reads.get(2).at("/run/runId")).isNotEqualTo(reads.get(1).at("/run/runId"));
    JsonNode complete = reads.get(1);
    assertThat(complete.at("/inputs/0/facets/schema/fields").toString())
        .isEqualTo(
            "[{\"name\":\"id\",\"type\":\"integer\"},{\"name\":\"paid\",\"type\":\"numeric(9,2)\"}]");
    assertThat(complete.at("/inputs/0/name").asText()).isEqualTo("lineage_source.public.told");
    assertThat(complete.at("/inputs/0/inputFacets/inputStatistics/rowCount").asLong())
        .isEqualTo(500);
    assertThat(complete.at("/outputs/0/namespace").asText()).startsWith("s3://");
    JsonNode written = complete.at("/outputs/0/outputFacets/outputStatistics");
    assertThat(written.get("rowCount").asLong()).isEqualTo(500);
    assertThat(written.get("size").asLong()).isPositive();
    assertThat(written.get("fileCount").asLong()).isEqualTo(1);
    assertThat(reads.get(3).at("/run/facets/errorMessage/message").asText())
        .startsWith("target-mismatch: ");
    List<JsonNode> loads = ofJob("load.lineage-target.public.told");
    assertThat(loads)
        .extracting(event -> event.get("eventType").asText())
        .containsExactly("START", "COMPLETE");
    assertThat(loads.get(1).at("/outputs/0/name").asText()).isEqualTo("lineage_target.public.told");
    assertThat(loads.get(1).at("/outputs/0/outputFacets/outputStatistics/rowCount").asLong())
        .isEqualTo(500);
    assertThat(loads.get(1).at("/inputs/0/name")).isEqualTo(reads.get(4).at("/outputs/0/name"));
  }

  @Test
  void byKafkaAnEventIsAMessageWithItsRunAsKey() throws Exception {
    // given
    Map<String, Object> kafka = Map.of("bootstrap.servers", Stack.get().kafkaBootstrap());
    String topic = StackResource.TOPIC_PREFIX + "openlineage";
    try (Admin admin = Admin.create(kafka)) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }

    // when
    try (KafkaTransport transport = new KafkaTransport(kafka, topic, Duration.ofSeconds(20))) {
      transport.send("run", "{\"eventType\":\"START\"}");
    }

    // then
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(kafka, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(
              () ->
                  assertThat(consumer.poll(Duration.ofMillis(200)))
                      .anyMatch(
                          event -> event.key().equals("run") && event.value().contains("START")));
    }
  }
}
