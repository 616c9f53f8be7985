package dev.plimsoll.kafka.topics;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Names of the Kafka topics.
@ConfigMapping(prefix = "plimsoll.topics")
public interface TopicsConfig {
  /// Comes before every topic's name, so that several installations share one cluster. May be
  /// empty.
  @WithDefault("plimsoll.")
  String prefix();
}
