package dev.plimsoll.planner.reconcile;

import dev.plimsoll.kafka.client.ClientProperties;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Consumer positions, as the broker knows them.
final class Broker implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final Admin admin;

  /// @param kafka all settings under `kafka.`
  Broker(Map<String, Object> kafka, String clientId) {
    this.admin = Admin.create(ClientProperties.of(kafka, clientId, Map.of()));
  }

  /// Whether a group has handled all messages that a partition had at this call. False where
  /// unknown: the group has never read, or the broker does not answer.
  boolean isHandled(String group, String topic, int partition) throws InterruptedException {
    return isHandled(group, Map.of(new TopicPartition(topic, partition), OffsetSpec.latest()));
  }

  /// The same for a whole topic, with the partitions that it has now.
  boolean isAllHandled(String group, String topic) throws InterruptedException {
    try {
      Map<String, TopicDescription> found =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(ANSWER.toSeconds(), TimeUnit.SECONDS);
      return isHandled(
          group,
          found.values().stream()
              .flatMap(description -> description.partitions().stream())
              .collect(
                  Collectors.toMap(
                      partition -> new TopicPartition(topic, partition.partition()),
                      _ -> OffsetSpec.latest())));
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  private boolean isHandled(String group, Map<TopicPartition, OffsetSpec> partitions)
      throws InterruptedException {
    try {
      // Ends before positions: what is handled by the second answer was there at the first.
      Map<TopicPartition, ListOffsetsResultInfo> ends =
          admin.listOffsets(partitions).all().get(ANSWER.toSeconds(), TimeUnit.SECONDS);
      Map<TopicPartition, @Nullable OffsetAndMetadata> handled =
          new HashMap<>(
              admin
                  .listConsumerGroupOffsets(group)
                  .partitionsToOffsetAndMetadata()
                  .get(ANSWER.toSeconds(), TimeUnit.SECONDS));
      return ends.entrySet().stream()
          .allMatch(
              end -> {
                OffsetAndMetadata known = handled.get(end.getKey());
                return end.getValue().offset() == 0
                    || (known != null && known.offset() >= end.getValue().offset());
              });
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  @Override
  public void close() {
    admin.close(ANSWER);
  }
}
