package dev.plimsoll.materializer.retention;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.kafka.client.ClientProperties;
import dev.plimsoll.materializer.kafka.KafkaTopicsConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/// How old the oldest message is that Kafka still has of `log.events`: what can be read once more,
/// when a group's positions are lost or set back. Kafka keeps the segment that it writes to however
/// old its messages are, and so more than `retention.ms` says.
@Singleton
public final class OldestEvent {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  private final Map<String, Object> kafka;
  private final String topic;

  public OldestEvent(
      @Identifier("default-kafka-broker") Map<String, Object> kafka, KafkaTopicsConfig topics) {
    int millis = (int) ANSWER_WITHIN.toMillis();
    this.kafka =
        ClientProperties.of(
            kafka,
            "oldest-event",
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis));
    this.topic = topics.name(Topic.LOG_EVENTS);
  }

  /// @return empty where Kafka has none
  /// @throws ExecutionException nobody knows
  Optional<Instant> find() throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(kafka)) {
      TopicDescription described =
          Objects.requireNonNull(
              admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
      Map<TopicPartition, OffsetSpec> first = new HashMap<>();
      described
          .partitions()
          .forEach(
              partition ->
                  first.put(
                      new TopicPartition(topic, partition.partition()),
                      // Unlike the earliest offset, it comes with its time.
                      OffsetSpec.forTimestamp(0)));
      Collection<ListOffsetsResultInfo> found = admin.listOffsets(first).all().get().values();
      return found.stream()
          .map(ListOffsetsResultInfo::timestamp)
          .filter(timestamp -> timestamp >= 0)
          .min(Long::compare)
          .map(Instant::ofEpochMilli);
    }
  }
}
