package dev.plimsoll.materializer.retention;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.kafka.client.ClientProperties;
import dev.plimsoll.kafka.topics.TopicsConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/// Age of Kafka's oldest event of `log.events`, which may be read again when a group's offsets
/// are lost or reset. Kafka never deletes its active segment, so it may exceed `retention.ms`.
@Singleton
public final class OldestEvent {
  private final Map<String, Object> kafka;
  private final String topic;

  public OldestEvent(
      @Identifier("default-kafka-broker") Map<String, Object> kafka, TopicsConfig topics) {
    int millis = 20_000;
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
  /// @throws ExecutionException if Kafka does not answer
  Optional<Instant> find() throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(kafka)) {
      TopicDescription described =
          Objects.requireNonNull(
              admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
      // Unlike the earliest offset, the offset of a time comes with a timestamp.
      Map<TopicPartition, OffsetSpec> first =
          described.partitions().stream()
              .collect(
                  Collectors.toMap(
                      partition -> new TopicPartition(topic, partition.partition()),
                      _ -> OffsetSpec.forTimestamp(0)));
      Collection<ListOffsetsResultInfo> found = admin.listOffsets(first).all().get().values();
      return found.stream()
          .map(ListOffsetsResultInfo::timestamp)
          .filter(timestamp -> timestamp >= 0)
          .min(Long::compare)
          .map(Instant::ofEpochMilli);
    }
  }
}
