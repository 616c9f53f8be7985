package dev.plimsoll.contracts.message;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The Kafka topics, without their configurable prefix (`plimsoll.` by default).
///
/// A topic is created and checked by the service that owns it. The partitions of a `build.commands`
/// topic are slots: each carries one build at a time, so their number caps the concurrency.
public enum Topic {
  BUILD_COMMANDS_LARGE("build.commands.large", 1, Owner.PLANNER),
  BUILD_COMMANDS_MEDIUM("build.commands.medium", 2, Owner.PLANNER),
  BUILD_COMMANDS_SMALL("build.commands.small", 4, Owner.PLANNER),
  BUILD_COMMANDS_DLQ("build.commands.dlq", 1, Owner.PLANNER),
  BUILD_CONTROL("build.control", 1, Owner.PLANNER),
  DATABASES("databases", 1, Owner.PLANNER),
  BUILD_EVENTS("build.events", 4, Owner.PLANNER),
  BUILD_EVENTS_DLQ("build.events.dlq", 1, Owner.PLANNER),
  SYNC_COMMANDS("sync.commands", 8, Owner.SYNC),
  SYNC_COMMANDS_DLQ("sync.commands.dlq", 1, Owner.SYNC),
  SYNC_EVENTS("sync.events", 4, Owner.SYNC),
  SYNC_EVENTS_DLQ("sync.events.dlq", 1, Owner.SYNC),
  LOG_EVENTS("log.events", 8, Owner.MATERIALIZER),
  LOG_EVENTS_DLQ("log.events.dlq", 1, Owner.MATERIALIZER),
  LOG_COMMITS("log.commits", 8, Owner.MATERIALIZER),
  LOG_COMMITS_DLQ("log.commits.dlq", 1, Owner.MATERIALIZER),
  SEARCH_SETTINGS("search.settings", 1, Owner.PLANNER);

  /// The retention of `build.control`: longer than any message waits to be delivered again.
  public static final Duration CONTROL_KEPT = Duration.ofDays(14);

  public enum Owner {
    PLANNER,
    SYNC,
    MATERIALIZER
  }

  private final String baseName;
  private final int partitions;
  private final Owner owner;

  Topic(String baseName, int partitions, Owner owner) {
    this.baseName = baseName;
    this.partitions = partitions;
    this.owner = owner;
  }

  public String baseName() {
    return baseName;
  }

  public String name(String prefix) {
    return prefix + baseName;
  }

  public int partitions() {
    return partitions;
  }

  /// Whether Kafka keeps only the last message of a key.
  public boolean compacted() {
    return this == BUILD_CONTROL || this == DATABASES || this == SEARCH_SETTINGS;
  }

  /// The retention of a compacted topic; empty for ever.
  public Optional<Duration> kept() {
    return this == BUILD_CONTROL ? Optional.of(CONTROL_KEPT) : Optional.empty();
  }

  /// Whether the broker stamps a message's time, not its sender: retention goes by it.
  public boolean stampedByBroker() {
    return this == LOG_EVENTS;
  }

  /// Whether it holds dead letters. Their headers make them larger than the limit of their first
  /// topic.
  public boolean holdsDeadLetters() {
    return baseName.endsWith(".dlq");
  }

  public Owner owner() {
    return owner;
  }

  public static List<Topic> ownedBy(Owner owner) {
    return List.of(values()).stream().filter(topic -> topic.owner == owner).toList();
  }
}
