package dev.plimsoll.contracts.build;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.plimsoll.contracts.message.Topic;
import java.util.Locale;

/// A lane of builds of like weight. Each partition of its topic is a slot of one build.
public enum Lane {
  LARGE(Topic.BUILD_COMMANDS_LARGE),
  MEDIUM(Topic.BUILD_COMMANDS_MEDIUM),
  SMALL(Topic.BUILD_COMMANDS_SMALL);

  private final Topic topic;

  Lane(Topic topic) {
    this.topic = topic;
  }

  public Topic topic() {
    return topic;
  }

  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
