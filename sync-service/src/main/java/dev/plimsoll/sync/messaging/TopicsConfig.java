package dev.plimsoll.sync.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Names of the Kafka topics.
@ConfigMapping(prefix = "plimsoll.topics")
public interface TopicsConfig {
  /// Stands before every topic's name.
  @WithDefault("plimsoll.")
  String prefix();
}
