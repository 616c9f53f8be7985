package dev.plimsoll.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.testkit.Campaign;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestSeal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/// Messages come from the moment on at which a topic is known, while a broker is still making its
/// partitions, and are refused until it has.
final class NewPartitionsIT {
  private static final String BOOTSTRAP = Stack.get().kafkaBootstrap();
  private static final int TOPICS = Campaign.rounds(3, 30);
  private static final int PARTITIONS = 150;
  private static final int MESSAGES = 12;
  private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(3);
  private static final Duration TAKEN_WITHIN = Duration.ofSeconds(60);
  private static final Duration A_MOMENT = Duration.ofMillis(200);

  @Test
  void allAreTakenInTheirOrder() throws Exception {
    for (int i = 0; i < TOPICS; i++) {
      String topic = "outbox-new-" + UUID.randomUUID();
      try (Admin admin = Admin.create(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, BOOTSTRAP))) {
        // Given a topic that is being made
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)));

        // When messages come to each of its partitions
        send(topic);

        // Then each has them in their order, once
        List<String> all = IntStream.range(0, MESSAGES).mapToObj(Integer::toString).toList();
        assertThat(read(topic))
            .hasSize(PARTITIONS)
            .allSatisfy((_, values) -> assertThat(values).isEqualTo(all));
        admin.deleteTopics(List.of(topic)).all().get();
      }
    }
  }

  private static void send(String topic) throws Exception {
    Producer<String, String> producer =
        OutboxProducer.open(Map.of("bootstrap.servers", BOOTSTRAP), TestSeal.SEAL);
    try {
      List<Future<RecordMetadata>> answers = new ArrayList<>();
      for (int message = 0; message < MESSAGES; message++) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          answers.add(
              producer.send(
                  new ProducerRecord<>(topic, partition, "key", Integer.toString(message))));
        }
        // A pace, so that some come before and some after the partitions are there.
        Thread.sleep(BETWEEN_MESSAGES);
      }
      for (Future<RecordMetadata> answer : answers) {
        answer.get(TAKEN_WITHIN.toSeconds(), TimeUnit.SECONDS);
      }
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  private static Map<Integer, List<String>> read(String topic) {
    Map<Integer, List<String>> values = new HashMap<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                BOOTSTRAP,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(
          IntStream.range(0, PARTITIONS).mapToObj(n -> new TopicPartition(topic, n)).toList());
      await()
          .atMost(TAKEN_WITHIN)
          .until(
              () -> {
                for (ConsumerRecord<String, String> message : consumer.poll(A_MOMENT)) {
                  values
                      .computeIfAbsent(message.partition(), _ -> new ArrayList<>())
                      .add(message.value());
                }
                return values.values().stream().mapToInt(List::size).sum();
              },
              read -> read >= PARTITIONS * MESSAGES);
    }
    return values;
  }
}
