package dev.plimsoll.testkit;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.seal.Seal;
import dev.plimsoll.seal.SealKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// Forger who may write to Kafka and has no key of the system.
public final class Forger implements AutoCloseable {
  private static final Seal OWN =
      new Seal(
          List.of(SealKey.of("a key that nobody else knows of".getBytes(StandardCharsets.UTF_8))),
          false);

  private final String bootstrap;
  private final KafkaProducer<String, String> unsealed;
  private final KafkaProducer<String, String> sealed;

  public Forger(String bootstrap) {
    this.bootstrap = bootstrap;
    Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", bootstrap));
    this.unsealed = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    settings.putAll(OWN.ofProducer());
    this.sealed = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  /// Sends a service's message twice: without a seal, and with one of another key.
  public void send(String topic, @Nullable Integer partition, String key, Record message) {
    for (KafkaProducer<String, String> producer : List.of(unsealed, sealed)) {
      ProducerRecord<String, String> forged =
          new ProducerRecord<>(topic, partition, key, Json.write(message));
      forged
          .headers()
          .add(EventHeaders.TYPE, EventTypes.of(message).getBytes(StandardCharsets.UTF_8));
      producer.send(forged);
      producer.flush();
    }
  }

  /// Messages of a topic with that key, from its beginning to its present end.
  public List<ConsumerRecord<String, String>> read(String topic, String key) {
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, String>> found = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
      return found.stream().filter(message -> key.equals(message.key())).toList();
    }
  }

  @Override
  public void close() {
    unsealed.close();
    sealed.close();
  }
}
