package dev.plimsoll.materializer.publication;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.materializer.kafka.TopicsConfig;
import dev.plimsoll.outbox.IdlePauses;
import dev.plimsoll.outbox.OutboxRelay;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;

/// Sends `log.commits`. Whoever gives offsets in this process wakes it: what others have left
/// untold waits for up to two seconds.
@Singleton
public final class CommitsRelay implements AutoCloseable {
  private static final String SOURCE = "/plimsoll/materializer";

  private final OutboxRelay relay;

  @Inject
  public CommitsRelay(
      DataSource dataSource, Producer<String, String> producer, TopicsConfig topics) {
    this(
        new OutboxRelay(
            dataSource,
            producer,
            SOURCE,
            new UntoldCommits(topics.name(Topic.LOG_COMMITS)),
            IdlePauses.GROWING));
  }

  public CommitsRelay(OutboxRelay relay) {
    this.relay = relay;
  }

  public void start() {
    relay.start();
  }

  /// Says that there is something to tell.
  void wake() {
    relay.wake();
  }

  @Override
  public void close() {
    relay.close();
  }
}
