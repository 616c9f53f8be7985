package dev.plimsoll.kafka.topics;

import dev.plimsoll.contracts.message.Topic;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Names of the Kafka topics.
@ConfigMapping(prefix = "plimsoll.topics")
public interface TopicsConfig {
  /// Comes before every topic's name, so that several installations share one cluster. May be
  /// empty.
  @WithDefault("plimsoll.")
  String prefix();

  /// A topic's name on the brokers.
  default String name(Topic topic) {
    return topic.name(prefix());
  }
}
