package dev.plimsoll.planner.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Names of the Kafka topics.
@ConfigMapping(prefix = "plimsoll.topics")
public interface PlannerTopicsConfig {
  /// Comes before every topic's name, so that several installations share one cluster.
  @WithDefault("plimsoll.")
  String prefix();
}
