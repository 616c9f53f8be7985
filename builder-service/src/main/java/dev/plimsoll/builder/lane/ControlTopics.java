package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.control.CancelBoard;
import dev.plimsoll.builder.database.RegisteredDatabases;
import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.kafka.compacted.CompactedTopics;
import dev.plimsoll.kafka.compacted.DatabaseTopic;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.seal.Seal;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;

/// Reads `build.control` and `databases`: whoever gets a build's command must know whether it was
/// cancelled and where it leads.
@Singleton
public final class ControlTopics {
  private final CompactedTopics topics;
  private final StopSignal stop;

  /// @param kafka everything configured under `kafka.`
  public ControlTopics(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      TopicsConfig config,
      CancelBoard board,
      BuildControlHandler control,
      RegisteredDatabases databases,
      Seal seal,
      StopSignal stop) {
    this.topics =
        new CompactedTopics(
            kafka,
            "plimsoll-builder-compacted",
            Map.of(
                Topic.BUILD_CONTROL.name(config.prefix()),
                control,
                Topic.DATABASES.name(config.prefix()),
                new DatabaseTopic(databases::enter)),
            seal::require,
            board::caughtUp);
    this.stop = stop;
  }

  void onStart(@Observes StartupEvent event) {
    topics.start();
  }

  void onShutdown(@Observes ShutdownEvent event) {
    stop.stop();
    topics.close();
  }
}
