package dev.plimsoll.outbox;

import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.message.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Everything in a topic.
record ReadTopic(List<ConsumerRecord<String, String>> messages) {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

  static void create(String bootstrap, String topic, int partitions)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
      admin
          .createTopics(
              List.of(new NewTopic(topic, Optional.of(partitions), Optional.<Short>empty())))
          .all()
          .get();
    }
  }

  /// Reads from the beginning until every one of these was seen.
  static ReadTopic untilSeen(String bootstrap, String topic, List<UUID> ids) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList());
      ReadTopic read = new ReadTopic(new ArrayList<>());
      await()
          .atMost(LONG_ENOUGH)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(read.messages::add);
                return read.ids().containsAll(ids);
              });
      return read;
    }
  }

  /// Ids in the order in which they were seen for the first time.
  Set<UUID> ids() {
    Set<UUID> ids = new LinkedHashSet<>();
    messages.forEach(message -> ids.add(id(message)));
    return ids;
  }

  /// Ids of a key in the order in which they were seen for the first time.
  List<UUID> idsOf(String key) {
    Set<UUID> ids = new LinkedHashSet<>();
    messages.stream()
        .filter(message -> message.key().equals(key))
        .forEach(message -> ids.add(id(message)));
    return List.copyOf(ids);
  }

  private static UUID id(ConsumerRecord<String, String> message) {
    return UUID.fromString(header(message, EventHeaders.ID));
  }

  static String header(ConsumerRecord<String, String> message, String name) {
    return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
