package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.testkit.TestSeal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/// `log.events`: acknowledged when Kafka has it. It gives up soon, so that what may or may not
/// have arrived is sent once more by whoever wrote it and not by Kafka's client in its place.
public final class KafkaIngress implements Ingress {
  private static final String TYPE = EventTypes.of(BatchAppended.class);
  private static final Duration ASKED_AGAIN_AFTER = Duration.ofMillis(1_500);
  private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(3);

  private final String topic;
  private final UnaryOperator<String> body;
  private final KafkaProducer<String, String> producer;

  /// @param topic of Kafka, with its prefix
  public KafkaIngress(Map<String, Object> kafka, String topic) {
    this(kafka, topic, UnaryOperator.identity());
  }

  /// As a producer of a later version writes.
  public static KafkaIngress later(Map<String, Object> kafka, String topic) {
    return new KafkaIngress(kafka, topic, LaterBody::of);
  }

  private KafkaIngress(Map<String, Object> kafka, String topic, UnaryOperator<String> body) {
    this.topic = topic;
    this.body = body;
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(ASKED_AGAIN_AFTER));
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(GIVEN_UP_AFTER));
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(GIVEN_UP_AFTER));
    settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200);
    this.producer =
        new KafkaProducer<>(
            TestSeal.producer(settings), new StringSerializer(), new StringSerializer());
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }

  @Override
  public List<Answer> hand(List<BatchAppended> file) throws InterruptedException {
    List<Future<RecordMetadata>> futures = file.stream().map(this::send).toList();
    List<Answer> answers = new ArrayList<>();
    for (Future<RecordMetadata> future : futures) {
      answers.add(answer(future));
    }
    return answers;
  }

  private Future<RecordMetadata> send(BatchAppended batch) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(topic, batch.key(), body.apply(Json.write(batch)));
    message.headers().add(EventHeaders.TYPE, TYPE.getBytes(StandardCharsets.UTF_8));
    return producer.send(message);
  }

  private static Answer answer(Future<RecordMetadata> future) throws InterruptedException {
    try {
      future.get();
      return new Answer.Acknowledged();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException) {
        return new Answer.None();
      }
      throw new IllegalStateException("Kafka's client failed", e);
    }
  }

  @Override
  public Kind kind() {
    return Kind.KAFKA;
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
