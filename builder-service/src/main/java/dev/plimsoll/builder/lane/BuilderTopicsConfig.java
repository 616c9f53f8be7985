package dev.plimsoll.builder.lane;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How Kafka topics are named.
@ConfigMapping(prefix = "plimsoll.topics")
public interface BuilderTopicsConfig {
  /// Before every topic's name.
  @WithDefault("plimsoll.")
  String prefix();
}
