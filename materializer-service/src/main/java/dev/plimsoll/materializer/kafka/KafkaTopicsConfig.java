package dev.plimsoll.materializer.kafka;

import dev.plimsoll.contracts.message.Topic;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How Kafka topics are called.
@ConfigMapping(prefix = "plimsoll.topics")
public interface KafkaTopicsConfig {
  /// Before every topic's name; may be empty.
  @WithDefault("plimsoll.")
  String prefix();

  /// The group that reads `log.events`, as `mp.messaging.incoming.log-events.group.id` names it.
  default String intakeGroup() {
    return prefix() + "materializer";
  }

  /// The name on the broker.
  default String name(Topic topic) {
    return topic.name(prefix());
  }
}
