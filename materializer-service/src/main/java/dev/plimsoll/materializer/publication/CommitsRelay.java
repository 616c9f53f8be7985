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

/// Relay of `log.commits`, woken by new offsets of this process. Unpublished offsets of others
/// wait for up to two seconds.
@Singleton
public final class CommitsRelay implements AutoCloseable {
  private final OutboxRelay relay;
  private final UnpublishedCommits unpublished;

  @Inject
  public CommitsRelay(
      DataSource dataSource, Producer<String, String> producer, KafkaTopicsConfig topics) {
    unpublished = new UnpublishedCommits(topics.name(Topic.LOG_COMMITS));
    relay =
        new OutboxRelay(
            dataSource, producer, "/plimsoll/materializer", unpublished, IdlePauses.GROWING);
  }

  public CommitsRelay(OutboxRelay relay, UnpublishedCommits unpublished) {
    this.relay = relay;
    this.unpublished = unpublished;
  }

  public void start() {
    relay.start();
  }

  /// @param partIds of partitions with new offsets
  void wake(Collection<Integer> partIds) {
    unpublished.moved(partIds);
    relay.wake();
  }

  @Override
  public void close() {
    relay.close();
  }
}
