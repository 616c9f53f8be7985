package dev.plimsoll.sync.messaging;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.kafka.topics.TopicsConfig;
import jakarta.inject.Singleton;

/// The topics' names on this broker.
@Singleton
public final class TopicNames {
  private final String prefix;

  public TopicNames(TopicsConfig config) {
    this.prefix = config.prefix();
  }

  public String of(Topic topic) {
    return topic.name(prefix);
  }
}
