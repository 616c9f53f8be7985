package dev.plimsoll.materializer.append;

import static dev.plimsoll.materializer.append.LogClient.audit;
import static dev.plimsoll.materializer.append.LogClient.awaitBatches;
import static dev.plimsoll.materializer.append.LogClient.kept;
import static dev.plimsoll.materializer.append.LogClient.number;
import static dev.plimsoll.materializer.append.LogClient.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.testkit.Campaign;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestSeal;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/// What one ingress path has accepted is placed before what another one is asked to place.
@QuarkusTest
class MixedIngressHttpIT {
  private static final String JSON = "application/json";

  @Inject Partitions partitions;

  private static String file(String topic, String producer, int epoch, long sequence) {
    return Json.write(
        new FileAppended(
            "bucket",
            "%s/%s/%d/%d".formatted(topic, producer, epoch, sequence),
            List.of(
                new FileBatch(
                    topic, 0, producer, epoch, sequence, 0, 100, 10, LogClient.WRITTEN))));
  }

  @Test
  void whatWasAcceptedIsNeitherFencedNorOvertakenByWhatWaits() throws SQLException {
    partitions.enter(List.of(new PartitionName("doors.mixed", 0)));
    long refusedBefore = number("SELECT coalesce(max(refusal_id), 0) FROM refusal");
    int producers = Campaign.rounds(60, 1_000);
    for (int i = 0; i < producers; i++) {
      String producer = "p" + i;

      // when a file is accepted, and at once one of the next epoch, and of the next sequence, waits
      post("/api/v1/files", JSON, file("doors.mixed", producer, 0, 0)).statusCode(202);
      post("/api/v1/files?wait=offsets", JSON, file("doors.mixed", producer, 1, 0))
          .statusCode(200)
          .body("batches[0].outcome", equalTo("placed"));
      post("/api/v1/files", JSON, file("doors.mixed", producer, 1, 1)).statusCode(202);
      post("/api/v1/files?wait=offsets", JSON, file("doors.mixed", producer, 1, 2))
          .statusCode(200)
          .body("batches[0].outcome", equalTo("placed"));
    }

    // then all have offsets
    kept();
    assertThat(audit("doors.mixed").batches()).isEqualTo(4L * producers);
    assertThat(number("SELECT coalesce(max(refusal_id), 0) FROM refusal")).isEqualTo(refusedBefore);
    assertThat(audit("doors.mixed").clean()).isTrue();
  }

  @Test
  void whatKafkaHasAcknowledgedComesBeforeWhatComesByHttp() throws Exception {
    partitions.enter(List.of(new PartitionName("doors.kafka", 0)));
    long refusedBefore = number("SELECT coalesce(max(refusal_id), 0) FROM refusal");
    int producers = Campaign.rounds(10, 200);
    try (KafkaProducer<String, String> kafka =
        new KafkaProducer<>(
            TestSeal.producer(Stack.get().kafkaBootstrap()),
            new StringSerializer(),
            new StringSerializer())) {
      for (int i = 0; i < producers; i++) {
        String producer = "k" + i;

        // when events are acknowledged by Kafka, and files at once by HTTP
        send(kafka, producer, file("doors.kafka", producer, 0, 0));
        post("/api/v1/files", JSON, file("doors.kafka", producer, 0, 1)).statusCode(202);
        send(kafka, producer, file("doors.kafka", producer, 0, 2));
        post("/api/v1/files?wait=offsets", JSON, file("doors.kafka", producer, 0, 3))
            .statusCode(200)
            .body("batches[0].outcome", equalTo("placed"));
        send(kafka, producer, file("doors.kafka", producer, 0, 4));
        post("/api/v1/files?wait=offsets", JSON, file("doors.kafka", producer, 1, 0))
            .statusCode(200)
            .body("batches[0].outcome", equalTo("placed"));
        send(kafka, producer, file("doors.kafka", producer, 1, 1));
        post("/api/v1/files", JSON, file("doors.kafka", producer, 2, 0)).statusCode(202);
      }
    }

    // then all have offsets
    awaitBatches("doors.kafka", 8L * producers);
    assertThat(number("SELECT coalesce(max(refusal_id), 0) FROM refusal")).isEqualTo(refusedBefore);
    assertThat(audit("doors.kafka").clean()).isTrue();
  }

  private static void send(KafkaProducer<String, String> kafka, String producer, String file)
      throws Exception {
    ProducerRecord<String, String> event =
        new ProducerRecord<>(Topic.LOG_EVENTS.name(StackResource.TOPIC_PREFIX), producer, file);
    event
        .headers()
        .add(EventHeaders.TYPE, EventTypes.of(FileAppended.class).getBytes(StandardCharsets.UTF_8));
    kafka.send(event).get();
  }
}
