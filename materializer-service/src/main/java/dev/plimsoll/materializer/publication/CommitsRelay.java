package dev.plimsoll.materializer.publication;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.materializer.kafka.KafkaTopicsConfig;
import dev.plimsoll.outbox.IdlePauses;
import dev.plimsoll.outbox.OutboxRelay;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;

/// Sends `log.commits`. Whoever gives offsets in this process wakes it: what others have left
/// unpublished waits for up to two seconds.
@Singleton
public final class CommitsRelay implements AutoCloseable {
  private static final String SOURCE = "/plimsoll/materializer";

  private final OutboxRelay relay;
  private final UnpublishedCommits unpublished;

  @Inject
  public CommitsRelay(
      DataSource dataSource, Producer<String, String> producer, KafkaTopicsConfig topics) {
    unpublished = new UnpublishedCommits(topics.name(Topic.LOG_COMMITS));
    relay = new OutboxRelay(dataSource, producer, SOURCE, unpublished, IdlePauses.GROWING);
  }

  /// @param unpublished what the relay tells
  public CommitsRelay(OutboxRelay relay, UnpublishedCommits unpublished) {
    this.relay = relay;
    this.unpublished = unpublished;
  }

  public void start() {
    relay.start();
  }

  /// Says that there is something to tell.
  ///
  /// @param partIds of which
  void wake(Collection<Integer> partIds) {
    unpublished.moved(partIds);
    relay.wake();
  }

  @Override
  public void close() {
    relay.close();
  }
}
