package dev.plimsoll.materializer.kafka;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.kafka.topics.TopicsConfig;
import io.smallrye.config.ConfigMapping;

/// How Kafka topics are called.
@ConfigMapping(prefix = "plimsoll.topics")
public interface KafkaTopicsConfig extends TopicsConfig {
  /// The group that reads `log.events`, as `mp.messaging.incoming.log-events.group.id` names it.
  default String intakeGroup() {
    return prefix() + "materializer";
  }

  /// The name on the broker.
  default String name(Topic topic) {
    return topic.name(prefix());
  }
}
