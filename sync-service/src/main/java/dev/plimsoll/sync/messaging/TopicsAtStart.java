package dev.plimsoll.sync.messaging;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.kafka.topics.OwnTopics;
import dev.plimsoll.kafka.topics.TopicsConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.Map;

/// Makes this service's topics before anything uses them.
@Singleton
public final class TopicsAtStart {
  private final OwnTopics topics;

  public TopicsAtStart(
      @Identifier("default-kafka-broker") Map<String, Object> kafka, TopicsConfig config) {
    this.topics = new OwnTopics(kafka, config.prefix());
  }

  /// Another number of partitions would work, but not in the order that keys promise.
  void make(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
    topics
        .ensure(Topic.Owner.SYNC)
        .forEach(
            (topic, partitions) -> {
              if (partitions != topic.partitions()) {
                throw new PlimsollException(
                    ErrorCode.START_FAILED,
                    "topic %s has %d partitions, not %d"
                        .formatted(topic.baseName(), partitions, topic.partitions()));
              }
            });
  }
}
