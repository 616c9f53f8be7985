package dev.plimsoll.materializer.log;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How topics of the log come to be.
@ConfigMapping(prefix = "plimsoll.materializer")
public interface LogTopicsConfig {
  /// Whether the first event of `log.events` for a topic or partition makes it. Where not, such an
  /// event is a dead letter. Over HTTP nothing is made that way.
  @WithDefault("true")
  boolean autoCreateTopics();
}
