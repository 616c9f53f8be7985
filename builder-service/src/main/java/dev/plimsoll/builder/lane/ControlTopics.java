package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.control.CancelBoard;
import dev.plimsoll.builder.database.RegisteredDatabases;
import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.contracts.bound.Bounds;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.Json;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reader of `build.control` and `databases`: cancels and addresses for build commands.
@Singleton
public final class ControlTopics {
  private static final String CANCEL = EventTypes.of(BuildControl.Cancel.class);
  private static final String RELEASE = EventTypes.of(BuildControl.Release.class);
  private static final String BEGUN = EventTypes.of(BuildControl.Begun.class);

  private final CompactedTopics topics;
  private final CancelBoard board;
  private final KafkaAttemptFence fence;
  private final StopSignal stop;

  /// @param kafka all settings under `kafka.`
  public ControlTopics(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      TopicsConfig config,
      CancelBoard board,
      KafkaAttemptFence fence,
      RegisteredDatabases databases,
      Seal seal,
      StopSignal stop) {
    this.topics =
        new CompactedTopics(
            kafka,
            "plimsoll-builder-compacted",
            Map.of(
                Topic.BUILD_CONTROL.name(config.prefix()),
                this::take,
                Topic.DATABASES.name(config.prefix()),
                new DatabaseTopic(databases::enter)),
            seal::require,
            board::caughtUp);
    this.board = board;
    this.fence = fence;
    this.stop = stop;
  }

  void onStart(@Observes StartupEvent event) {
    topics.start();
  }

  void onShutdown(@Observes ShutdownEvent event) {
    stop.stop();
    topics.close();
  }

  /// Takes `build.control`; unknown types of newer versions are ignored.
  private void take(String key, String type, @Nullable String body) {
    if (body == null) {
      board.forget(UUID.fromString(key));
    } else if (CANCEL.equals(type)) {
      BuildControl.Cancel cancel = bounded(Json.read(body, BuildControl.Cancel.class));
      if (cancel.buildId() != null && cancel.by() != null) {
        board.enter(cancel, cancel.by());
      }
    } else if (RELEASE.equals(type)) {
      BuildControl.Release release = bounded(Json.read(body, BuildControl.Release.class));
      if (release.buildId() != null && release.by() != null) {
        board.enter(release, release.by());
      }
    } else if (BEGUN.equals(type)) {
      BuildControl.Begun word = bounded(Json.read(body, BuildControl.Begun.class));
      if (word.buildId() != null && word.delivery() != null && word.at() != null) {
        fence.enter(word);
      }
    }
  }

  private static <T extends Record> T bounded(T word) {
    Bounds.check(word);
    return word;
  }
}
