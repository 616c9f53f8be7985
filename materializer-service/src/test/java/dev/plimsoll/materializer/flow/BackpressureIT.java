package dev.plimsoll.materializer.flow;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogFlow;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.testkit.Batches;
import dev.plimsoll.testkit.MetricsPage;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestSeal;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/// More comes in than gets offsets: what is too much stays in Kafka, and nothing of it is lost.
@QuarkusTest
@TestProfile(LittleRoom.class)
class BackpressureIT {
  private static final String TOPIC = "it.backpressure";
  private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);
  private static final int LIMIT = LittleRoom.LIMIT;

  @Test
  void pausesLogEventsWhileTooMuchWaitsAndGoesOnAfterwards() throws SQLException {
    try (KafkaProducer<String, String> producer = producer()) {
      try (Connection worker = Stack.get().connect("plimsoll");
          Statement statement = worker.createStatement()) {
        // given somebody who has every shard and gives no offsets
        worker.setAutoCommit(false);
        statement.execute("SELECT FROM materializer.shard FOR UPDATE");

        // when more comes in than may wait
        send(producer, 0, LIMIT + 10);
        await().atMost(LONG_ENOUGH).until(() -> !flow().open());

        // then everybody is told, none takes it for ill
        LogFlow closed = flow();
        assertThat(closed.reason()).endsWith("batches wait for offsets, the limit is " + LIMIT);
        assertThat(closed.retryAfterSeconds()).isPositive();
        await().atMost(LONG_ENOUGH).until(() -> ready().getBoolean("logEventsPaused"));
        assertThat(ready().getString("closed")).isEqualTo(flow().reason());
        String metrics = given().get("/q/metrics").asString();
        assertThat(MetricsPage.differences(metrics)).isEmpty();
        assertThat(metrics)
            .contains(
                "plimsoll_materializer_gate_closed 1.0", "plimsoll_materializer_intake_paused 1.0");

        // and what comes now stays in Kafka
        send(producer, LIMIT + 10, 200);
        await()
            .atMost(LONG_ENOUGH)
            .during(Duration.ofSeconds(2))
            .until(() -> flow().waitingBatches() <= LIMIT + 10 && !flow().open());
        worker.rollback();
      }

      // and when offsets are given again it goes on where it was
      await().atMost(LONG_ENOUGH).until(() -> audit().batches() == LIMIT + 10 + 200);
      assertThat(audit().clean()).isTrue();
      await().atMost(LONG_ENOUGH).until(() -> flow().open() && flow().waitingBatches() == 0);
      assertThat(ready().getBoolean("logEventsPaused")).isFalse();
      assertThat(given().get("/q/metrics").asString())
          .contains(
              "plimsoll_materializer_gate_closed 0.0", "plimsoll_materializer_intake_paused 0.0");
    }
  }

  private static KafkaProducer<String, String> producer() {
    return new KafkaProducer<>(
        TestSeal.producer(Stack.get().kafkaBootstrap()),
        new StringSerializer(),
        new StringSerializer());
  }

  private static void send(KafkaProducer<String, String> producer, int from, int count) {
    for (int sequence = from; sequence < from + count; sequence++) {
      BatchAppended event = Batches.batch(TOPIC, 0, "p", 0, sequence);
      ProducerRecord<String, String> message =
          new ProducerRecord<>(
              Topic.LOG_EVENTS.name(StackResource.TOPIC_PREFIX), event.key(), Json.write(event));
      message
          .headers()
          .add(EventHeaders.TYPE, EventTypes.of(event).getBytes(StandardCharsets.UTF_8));
      producer.send(message);
    }
    producer.flush();
  }

  private static LogFlow flow() {
    return Json.read(api("/api/v1/flow"), LogFlow.class);
  }

  private static LogAudit audit() {
    return Json.read(api("/api/v1/audit?topicPrefix=" + TOPIC), LogAudit.class);
  }

  private static JsonPath ready() {
    return given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .setRootPath("checks.find { it.name == 'log-flow' }.data");
  }

  private static String api(String path) {
    return given()
        .header("Authorization", "Bearer " + StackResource.TOKEN)
        .get(path)
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }
}
