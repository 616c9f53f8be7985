package dev.plimsoll.materializer.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.testkit.Stack;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/// A producer is remembered as long as an event of it can come out of Kafka once more.
class OldestEventIT {
  private static final UUID ID = UUID.randomUUID();
  private static final Duration WEEK = Duration.ofDays(7);

  private final TopicsConfig topics = () -> "oldest." + ID;
  private final String topic = topics.name(Topic.LOG_EVENTS);
  private final Map<String, Object> kafka =
      Map.of("bootstrap.servers", Stack.get().kafkaBootstrap());

  @Test
  void theFenceOutlivesTheReplay() throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Instant longAgo = now.minus(Duration.ofDays(30));
    OldestEvent oldest = new OldestEvent(kafka, topics);
    try (Admin admin = Admin.create(kafka)) {
      // given that Kafka does not say, or has nothing
      assertThatThrownBy(oldest::find).isInstanceOf(ExecutionException.class);
      admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get();
    }
    await().atMost(Duration.ofMinutes(3)).ignoreExceptions().until(oldest::find, Optional::isEmpty);
    assertThat(BackgroundRetention.expiry(WEEK, Optional.empty(), now)).isEqualTo(WEEK);
    // when there are events in a segment that is written to, however old they are
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
      producer.send(record(0, now)).get();
      producer.send(record(1, longAgo)).get();
      producer.send(record(1, now)).get();
    }

    assertThat(oldest.find()).contains(longAgo);
    assertThat(BackgroundRetention.expiry(WEEK, oldest.find(), now))
        .isEqualTo(Duration.ofDays(30).plusHours(1));
    assertThat(BackgroundRetention.expiry(WEEK, Optional.of(now), now)).isEqualTo(WEEK);
  }

  private ProducerRecord<String, String> record(int partition, Instant at) {
    return new ProducerRecord<>(topic, partition, at.toEpochMilli(), "k", "v");
  }
}
