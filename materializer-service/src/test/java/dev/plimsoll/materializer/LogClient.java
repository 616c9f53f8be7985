package dev.plimsoll.materializer;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogBatches;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestSeal;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// A client of the log under test: events in through Kafka, answers over Kafka and HTTP.
///
/// Its resource is that of every test of the module: Quarkus goes by what any class says.
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "materializer"),
    restrictToAnnotatedClass = false)
final class LogClient implements AutoCloseable {
  static final Duration LONG_ENOUGH = Duration.ofMinutes(2);
  static final String TYPE = EventTypes.of(BatchAppended.class);
  private final KafkaProducer<String, String> producer;

  LogClient() {
    producer =
        new KafkaProducer<>(
            TestSeal.producer(Stack.get().kafkaBootstrap()),
            new StringSerializer(),
            new StringSerializer());
  }

  void send(BatchAppended event) {
    sendRaw(event.key(), TYPE, Json.write(event));
  }

  void sendRaw(String key, String type, String body) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(name(Topic.LOG_EVENTS), key, body);
    message.headers().add(EventHeaders.TYPE, type.getBytes(StandardCharsets.UTF_8));
    producer.send(message);
    producer.flush();
  }

  /// The first messages of a Kafka topic whose keys belong to a log topic.
  static List<ConsumerRecord<String, String>> read(Topic from, String topic, int count) {
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

  static String header(ConsumerRecord<String, String> message, String name) {
    return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  static String name(Topic topic) {
    return topic.name(StackResource.TOPIC_PREFIX);
  }

  static LogAudit audit(String topicPrefix) {
    return Json.read(
        api().queryParam("topicPrefix", topicPrefix).get("/api/v1/audit").asString(),
        LogAudit.class);
  }

  static LogBatches batches(String topic, int partition, long offset, int limit) {
    return Json.read(
        api()
            .queryParam("offset", offset)
            .queryParam("limit", limit)
            .get("/api/v1/topics/%s/partitions/%d/batches".formatted(topic, partition))
            .asString(),
        LogBatches.class);
  }

  static RequestSpecification api() {
    return given().header("Authorization", "Bearer " + StackResource.TOKEN);
  }

  @Override
  public void close() {
    producer.close();
  }
}
