package dev.plimsoll.materializer;

import static dev.plimsoll.materializer.LogClient.LONG_ENOUGH;
import static dev.plimsoll.materializer.LogClient.TYPE;
import static dev.plimsoll.materializer.LogClient.audit;
import static dev.plimsoll.materializer.LogClient.batches;
import static dev.plimsoll.materializer.LogClient.header;
import static dev.plimsoll.materializer.LogClient.name;
import static dev.plimsoll.materializer.LogClient.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogBatches;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.testkit.Batches;
import dev.plimsoll.testkit.Stack;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The service as it runs: events in through Kafka, the log out over Kafka and HTTP.
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MaterializerIT {
  private LogClient log;

  @BeforeAll
  void open() {
    log = new LogClient();
  }

  @AfterAll
  void close() {
    log.close();
  }

  @Test
  void createsItsTopics() throws Exception {
    List<Topic> own = Topic.ownedBy(Topic.Owner.MATERIALIZER);
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, Stack.get().kafkaBootstrap()))) {
      Map<String, TopicDescription> found =
          admin.describeTopics(own.stream().map(LogClient::name).toList()).allTopicNames().get();

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
      log.send(Batches.batch(topic, 1, "a", 0, sequence));
      log.send(Batches.batch(topic, 1, "b", 0, sequence));
      log.send(Batches.batch(topic, 1, "a", 0, sequence));
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
    log.send(Batches.batch(topic, 0, "p", 1, 0));
    log.send(Batches.batch(topic, 0, "p", 1, 2));
    log.send(Batches.batch(topic, 0, "p", 0, 0));
    log.sendRaw(topic + "/0", TYPE, "{\"topic\":\"it.refused\"}");
    log.sendRaw(topic + "/0", TYPE, "rubbish");
    log.sendRaw(topic + "/0", "another.type", Json.write(Batches.batch(topic, 0, "p", 1, 1)));
    log.send(Batches.batch(topic, 0, "p", 1, 1));

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
    log.send(Batches.batch(topic, 0, "p", 1, 2));
    await().atMost(LONG_ENOUGH).until(() -> audit(topic).batches() == 3);
  }

  @Test
  void losesAndDoublesNothingWhenItsConnectionsAreKilled() throws SQLException {
    String topic = "it.killed";
    for (int sequence = 0; sequence < 200; sequence++) {
      log.send(Batches.batch(topic, sequence % 3, "p", 0, sequence / 3));
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
        log.send(Batches.batch("it.poison-a", 0, "p", 0, sequence));
        log.send(Batches.batch("it.poison-x", 0, "p", 0, sequence));
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
}
