package dev.plimsoll.sync.registry;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.kafka.compacted.CompactedTopics;
import dev.plimsoll.kafka.compacted.DatabaseTopic;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.seal.Seal;
import dev.plimsoll.sync.recovery.SideEffects;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;

/// Reader of the planner's topic of registrations. It waits while this service's database does not
/// take an event: a skipped one would come again only at the next start.
@Singleton
public final class RegistryTopic {
  private final CompactedTopics topics;

  public RegistryTopic(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      TopicsConfig topics,
      Registry registry,
      SideEffects effects,
      Seal seal) {
    this.topics =
        new CompactedTopics(
            kafka,
            "plimsoll-sync-registry",
            Map.of(
                topics.name(Topic.DATABASES),
                new DatabaseTopic(
                    event ->
                        effects.untilDone("note a registration", () -> registry.enter(event)))),
            seal::require,
            () -> {});
  }

  void start(@Observes StartupEvent event) {
    topics.start();
  }

  void stop(@Observes ShutdownEvent event) {
    topics.close();
  }
}
