package dev.plimsoll.query.topic;

import dev.plimsoll.contracts.bound.Bounds;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.search.SearchEvent;
import dev.plimsoll.kafka.compacted.CompactedTopics;
import dev.plimsoll.kafka.compacted.DatabaseTopic;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.query.database.SearchedDatabases;
import dev.plimsoll.query.settings.Tunings;
import dev.plimsoll.seal.Seal;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/// Reader of `databases` and `search.settings`, which the planner makes. Ready once both were read
/// whole; what is known then stays, so that searches go on while Kafka is away.
@Readiness
@Singleton
public final class QueryTopics implements HealthCheck {
  private static final String TUNED = EventTypes.of(SearchEvent.Tuned.class);

  private final SearchedDatabases databases;
  private final Tunings tunings;
  private final CompactedTopics topics;
  private volatile boolean caughtUp;

  /// @param kafka all settings under `kafka.`
  public QueryTopics(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      TopicsConfig config,
      SearchedDatabases databases,
      Tunings tunings,
      Seal seal) {
    this.databases = databases;
    this.tunings = tunings;
    this.topics =
        new CompactedTopics(
            kafka,
            "plimsoll-query-compacted",
            Map.of(
                config.name(Topic.SEARCH_SETTINGS),
                this::take,
                config.name(Topic.DATABASES),
                new DatabaseTopic(databases::enter)),
            seal::require,
            () -> caughtUp = true);
  }

  void onStart(@Observes StartupEvent event) {
    topics.start();
  }

  void onShutdown(@Observes ShutdownEvent event) {
    topics.close();
  }

  /// Takes `search.settings`; unknown types of newer versions are ignored.
  private void take(String key, String type, @Nullable String body) {
    if (body == null || !TUNED.equals(type)) {
      return;
    }
    SearchEvent.Tuned tuned = Json.read(body, SearchEvent.Tuned.class);
    Bounds.check(tuned);
    if (!key.equals(tuned.database()) || tuned.change() == null) {
      throw new MalformedMessageException("its name is not its key, or it has no change", null);
    }
    tunings.enter(tuned);
    databases.tune(key);
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("registrations").status(caughtUp).build();
  }
}
