package dev.plimsoll.materializer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogBatches;
import dev.plimsoll.contracts.log.LogServer;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.offsetlog.audit.IncrementalAudit;
import dev.plimsoll.testkit.Batches;
import dev.plimsoll.testkit.MetricsPage;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestSeal;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The service as it runs: events in through Kafka, the log out over Kafka and HTTP.
@QuarkusTest
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "materializer"))
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MaterializerIT {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);
  private static final String TYPE = EventTypes.of(BatchAppended.class);

  @Inject AgroalDataSource dataSource;
  @Inject IncrementalAudit incrementalAudit;

  private KafkaProducer<String, String> producer;

  @BeforeAll
  void open() {
    producer =
        new KafkaProducer<>(
            TestSeal.producer(Stack.get().kafkaBootstrap()),
            new StringSerializer(),
            new StringSerializer());
  }

  @AfterAll
  void close() {
    producer.close();
  }

  @Test
  void createsItsTopics() throws Exception {
    List<Topic> own = Topic.ownedBy(Topic.Owner.MATERIALIZER);
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, Stack.get().kafkaBootstrap()))) {
      Map<String, TopicDescription> found =
          admin
              .describeTopics(own.stream().map(MaterializerIT::name).toList())
              .allTopicNames()
              .get();

      assertThat(found).hasSize(4);
      own.forEach(
          topic ->
              assertThat(found.get(name(topic)).partitions())
                  .as(name(topic))
                  .hasSize(topic.partitions()));
    }
  }

  @Test
  void givesOffsetsTellsThemAndServesThem() {
    // given events of two producers in one partition, some of them sent twice
    String topic = "it.given";
    for (int sequence = 0; sequence < 20; sequence++) {
      send(Batches.batch(topic, 1, "a", 0, sequence));
      send(Batches.batch(topic, 1, "b", 0, sequence));
      send(Batches.batch(topic, 1, "a", 0, sequence));
    }

    // when they all have offsets
    await().atMost(LONG_ENOUGH).until(() -> audit(topic).batches() == 40);

    // then every batch is there once, without a hole, and log.commits tells the same in the same
    // order
    LogAudit audit = audit(topic);
    assertThat(audit.clean()).isTrue();
    assertThat(audit.pendingBatches()).isZero();
    LogBatches all = batches(topic, 1, 0, 500);
    assertThat(all.batches()).hasSize(40);
    assertThat(all.highWatermark()).isEqualTo(audit.records()).isEqualTo(all.nextOffset());
    List<BatchCommitted> told = new ArrayList<>();
    for (ConsumerRecord<String, String> message : read(Topic.LOG_COMMITS, topic, 40)) {
      assertThat(header(message, EventHeaders.TYPE)).isEqualTo(EventTypes.of(BatchCommitted.class));
      assertThat(header(message, EventHeaders.SOURCE)).isEqualTo("/plimsoll/materializer");
      told.add(Json.read(message.value(), BatchCommitted.class));
    }
    assertThat(told).isEqualTo(all.batches());

    // and reading from the middle of a batch begins with the batch that holds the offset
    BatchCommitted middle = all.batches().get(17);
    LogBatches page = batches(topic, 1, middle.nextOffset() - 1, 5);
    assertThat(page.batches()).isEqualTo(all.batches().subList(17, 22));
    assertThat(batches(topic, 1, all.highWatermark(), 5).batches()).isEmpty();
  }

  @Test
  void sendsWhatItCannotTakeToTheDeadLettersAndGoesOn() {
    // given good events around a gap, a fenced epoch, and rubbish
    String topic = "it.refused";
    send(Batches.batch(topic, 0, "p", 1, 0));
    send(Batches.batch(topic, 0, "p", 1, 2));
    send(Batches.batch(topic, 0, "p", 0, 0));
    sendRaw(topic + "/0", TYPE, "{\"topic\":\"it.refused\"}");
    sendRaw(topic + "/0", TYPE, "rubbish");
    sendRaw(topic + "/0", "another.type", Json.write(Batches.batch(topic, 0, "p", 1, 1)));
    send(Batches.batch(topic, 0, "p", 1, 1));

    // then the good ones have offsets
    await().atMost(LONG_ENOUGH).until(() -> audit(topic).batches() == 2);

    // and each of the others is in the dead-letter topic, as it came, with its reason
    List<ConsumerRecord<String, String>> letters = read(Topic.LOG_EVENTS_DLQ, topic, 5);
    assertThat(letters)
        .extracting(letter -> header(letter, "dead-letter-code"))
        .containsExactlyInAnyOrder(
            "out-of-sequence",
            "producer-fenced",
            "malformed-message",
            "malformed-message",
            "malformed-message");
    assertThat(letters)
        .extracting(letter -> header(letter, "dead-letter-reason"))
        .contains("sequence 2 came where 1 was expected", "epoch 0 is fenced by epoch 1");
    assertThat(letters).extracting(ConsumerRecord::value).contains("rubbish");
    assertThat(letters)
        .extracting(letter -> header(letter, "dead-letter-topic"))
        .containsOnly(name(Topic.LOG_EVENTS));

    // and what was sent too early is taken when it is sent again
    send(Batches.batch(topic, 0, "p", 1, 2));
    await().atMost(LONG_ENOUGH).until(() -> audit(topic).batches() == 3);
  }

  @Test
  void losesAndDoublesNothingWhenItsConnectionsAreKilled() throws SQLException {
    String topic = "it.killed";
    for (int sequence = 0; sequence < 200; sequence++) {
      send(Batches.batch(topic, sequence % 3, "p", 0, sequence / 3));
      if (sequence % 20 == 10) {
        asSuperuser(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE usename = 'plimsoll_materializer'");
      }
    }

    await().atMost(LONG_ENOUGH).until(() -> audit(topic).batches() == 200);
    assertThat(audit(topic).clean()).isTrue();
    assertThat(read(Topic.LOG_COMMITS, topic, 200)).hasSizeGreaterThanOrEqualTo(200);
  }

  @Test
  void oneEventThatPostgresRefusesDoesNotHoldTheOthersOfItsPoll() throws SQLException {
    // given a value that only the database knows to be wrong
    asSuperuser(
        "ALTER TABLE materializer.log_partition"
            + " ADD CONSTRAINT no_poison CHECK (topic <> 'it.poison-x')");
    try {
      for (int sequence = 0; sequence < 10; sequence++) {
        send(Batches.batch("it.poison-a", 0, "p", 0, sequence));
        send(Batches.batch("it.poison-x", 0, "p", 0, sequence));
      }

      // then the others have offsets and it is a dead letter
      await().atMost(LONG_ENOUGH).until(() -> audit("it.poison-").batches() == 10);
      assertThat(read(Topic.LOG_EVENTS_DLQ, "it.poison-x", 10))
          .extracting(letter -> header(letter, "dead-letter-reason"))
          .containsOnly("PostgreSQL refuses it, SQLSTATE 23514");
    } finally {
      asSuperuser("ALTER TABLE materializer.log_partition DROP CONSTRAINT no_poison");
    }
  }

  private static void asSuperuser(String sql) throws SQLException {
    try (Connection connection = Stack.get().connect("plimsoll");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void answersProblemsWithStableCodes() {
    api()
        .get("/api/v1/topics/none/partitions")
        .then()
        .statusCode(404)
        .body("code", equalTo("not-found"));
    api()
        .get("/api/v1/topics/none/partitions/0/batches")
        .then()
        .statusCode(404)
        .body("code", equalTo("not-found"));
    api()
        .get("/api/v1/topics/none/partitions/-1/batches")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
    api()
        .get("/api/v1/topics/none/partitions/0/batches?limit=0")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
    given().get("/api/v1/topics").then().statusCode(401).body("code", equalTo("unauthenticated"));
  }

  @Test
  void listsTopicsInPages() {
    send(Batches.batch("it.page-a", 0, "p", 0, 0));
    send(Batches.batch("it.page-b", 3, "p", 0, 0));
    await().atMost(LONG_ENOUGH).until(() -> audit("it.page-").batches() == 2);

    api()
        .get("/api/v1/topics?after=it.page&limit=1")
        .then()
        .statusCode(200)
        .body("topic", equalTo(List.of("it.page-a")));
    api()
        .get("/api/v1/topics?after=it.page-a&limit=1")
        .then()
        .statusCode(200)
        .body("topic", equalTo(List.of("it.page-b")));
    api()
        .get("/api/v1/topics/it.page-b/partitions")
        .then()
        .statusCode(200)
        .body("partition", equalTo(List.of(3)))
        .body("pendingBatches", equalTo(List.of(0)));
  }

  @Test
  void isReadyAndCounts() {
    send(Batches.batch("it.counted", 0, "p", 0, 0));
    await().atMost(LONG_ENOUGH).until(() -> audit("it.counted").batches() == 1);

    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'log-offsets' }.data.tornPartitions", equalTo(0))
        .body("checks.find { it.name == 'log-flow' }.data.snapshotAlert", equalTo(false));
    given().get("/q/health/live").then().statusCode(200);
    String metrics = given().get("/q/metrics").asString();
    assertThat(MetricsPage.differences(metrics)).isEmpty();
    // a run took bytes and gave offsets to batches of them
    assertThat(metrics)
        .containsPattern("plimsoll_materializer_assignment_transaction_bytes_sum [1-9]")
        .contains(
            "plimsoll_materializer_ingestion_events_total{outcome=\"accepted\"}",
            "plimsoll_materializer_assignment_records_total",
            "plimsoll_materializer_assignment_run_seconds_count",
            "plimsoll_materializer_assignment_lock_wait_seconds_count",
            "plimsoll_materializer_snapshot_alert 0.0",
            "plimsoll_materializer_torn_partitions 0.0");
  }

  @Test
  void auditsWhatIsNew() throws SQLException {
    send(Batches.batch("it.audited", 0, "p", 0, 0));
    await().atMost(LONG_ENOUGH).until(() -> audit("it.audited").batches() == 1);

    // when an audit has read it
    incrementalAudit.run(LONG_ENOUGH);

    // then the next one begins behind it
    LogAudit next =
        Json.read(
            api()
                .queryParam("topicPrefix", "it.audited")
                .queryParam("full", false)
                .get("/api/v1/audit")
                .asString(),
            LogAudit.class);
    assertThat(next.full()).isFalse();
    assertThat(next.details().getFirst().readFrom()).isEqualTo(next.records()).isPositive();

    // and that of the background tells what it has found
    await()
        .atMost(LONG_ENOUGH)
        .untilAsserted(
            () ->
                given()
                    .get("/q/health/well")
                    .then()
                    .statusCode(200)
                    .body("checks.find { it.name == 'log-audit' }.data.findings", equalTo(0)));
    assertThat(given().get("/q/metrics").asString())
        .contains("plimsoll_materializer_audit_findings 0.0");
  }

  @Test
  void aPartitionThatLacksARowIsNotWell() throws SQLException {
    send(Batches.batch("it.lacking", 0, "p", 0, 0));
    await().atMost(LONG_ENOUGH).until(() -> audit("it.lacking").batches() == 1);
    String ofIt = "(SELECT p.part_id FROM log_partition p WHERE p.topic = 'it.lacking')";

    change("CREATE TABLE lacking AS SELECT * FROM partition_state WHERE part_id = " + ofIt);
    change("DELETE FROM partition_state WHERE part_id = " + ofIt);
    try {
      awaitWellness(503, 1);
    } finally {
      change("INSERT INTO partition_state SELECT * FROM lacking");
      change("DROP TABLE lacking");
    }
    awaitWellness(200, 0);
  }

  private void change(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static void awaitWellness(int status, int torn) {
    await()
        .atMost(LONG_ENOUGH)
        .untilAsserted(
            () ->
                given()
                    .get("/q/health/well")
                    .then()
                    .statusCode(status)
                    .body(
                        "checks.find { it.name == 'log-audit' }.data.tornPartitions",
                        equalTo(torn)));
  }

  @Test
  void saysWhatOfItsServerHurts() {
    LogServer server = Json.read(api().get("/api/v1/server").asString(), LogServer.class);

    assertThat(server.version()).startsWith("18.");
    // of the embedded server's own settings nothing does, but what it is told for tests alone
    assertThat(server.findings())
        .extracting(LogServer.Finding::setting)
        .filteredOn(setting -> !setting.startsWith("replication slot"))
        .containsExactly("fsync");
    given()
        .get("/q/health/started")
        .then()
        .statusCode(200)
        .body(
            "checks.find { it.name == 'postgresql-settings' }.data.version",
            equalTo(server.version()));
  }

  @Test
  void itsSessionsCannotHoldAnybodyUpForEver() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet limits =
            statement.executeQuery(
                """
                SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),
                  current_setting('idle_in_transaction_session_timeout')
                """)) {
      limits.next();
      assertThat(List.of(limits.getString(1), limits.getString(2), limits.getString(3)))
          .containsExactly("1min", "15s", "10s");
    }
  }

  @Test
  void itsOpenApiIsTheCommittedOne() throws IOException {
    String generated = given().get("/q/openapi").then().statusCode(200).extract().asString();

    assertThat(Path.of("openapi.yaml"))
        .as("copy target/openapi/openapi.yaml there when the change is meant")
        .exists();
    assertThat(api(generated)).isEqualTo(api(Files.readString(Path.of("openapi.yaml"))));
  }

  /// As a tree, since the order of keys may differ; without the address at which it was asked.
  private static JsonNode api(String yaml) throws IOException {
    ObjectNode api = (ObjectNode) new YAMLMapper().readTree(yaml);
    api.remove("servers");
    return api;
  }

  private void send(BatchAppended event) {
    sendRaw(event.key(), TYPE, Json.write(event));
  }

  private void sendRaw(String key, String type, String body) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(name(Topic.LOG_EVENTS), key, body);
    message.headers().add(EventHeaders.TYPE, type.getBytes(StandardCharsets.UTF_8));
    producer.send(message);
    producer.flush();
  }

  /// The first messages of a Kafka topic whose keys belong to a log topic.
  private static List<ConsumerRecord<String, String>> read(Topic from, String topic, int count) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                Stack.get().kafkaBootstrap(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(
          consumer.partitionsFor(name(from)).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList());
      consumer.seekToBeginning(consumer.assignment());
      List<ConsumerRecord<String, String>> messages = new ArrayList<>();
      await()
          .atMost(LONG_ENOUGH)
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(100))
                    .forEach(
                        message -> {
                          if (message.key().startsWith(topic + "/")) {
                            messages.add(message);
                          }
                        });
                return messages.size() >= count;
              });
      return messages;
    }
  }

  private static String header(ConsumerRecord<String, String> message, String name) {
    return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static String name(Topic topic) {
    return topic.name(StackResource.TOPIC_PREFIX);
  }

  private static LogAudit audit(String topicPrefix) {
    return Json.read(
        api().queryParam("topicPrefix", topicPrefix).get("/api/v1/audit").asString(),
        LogAudit.class);
  }

  private static LogBatches batches(String topic, int partition, long offset, int limit) {
    return Json.read(
        api()
            .queryParam("offset", offset)
            .queryParam("limit", limit)
            .get("/api/v1/topics/%s/partitions/%d/batches".formatted(topic, partition))
            .asString(),
        LogBatches.class);
  }

  private static RequestSpecification api() {
    return given().header("Authorization", "Bearer " + StackResource.TOKEN);
  }

  /// What it costs is estimated far too high: the server's default would compile it each time.
  @Test
  void sessionsOfThePoolCompileNothing() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement read = connection.createStatement();
        ResultSet row =
            read.executeQuery("SELECT setting, source FROM pg_settings WHERE name = 'jit'")) {
      row.next();
      assertThat(row.getString("setting")).isEqualTo("off");
      assertThat(row.getString("source")).isEqualTo("session");
    }
  }
}
