package dev.plimsoll.materializer.publication;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.materializer.log.HighWatermarks;
import dev.plimsoll.outbox.IdlePauses;
import dev.plimsoll.outbox.OutboxRelay;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;

/// Relay of `log.commits`, woken by new offsets of this process, as waiting readers are.
/// Unpublished
/// offsets of others wait for up to two seconds.
@Singleton
public final class CommitsRelay implements AutoCloseable {
  private final OutboxRelay relay;
  private final UnpublishedCommits unpublished;
  private final HighWatermarks readers;

  @Inject
  public CommitsRelay(
      DataSource dataSource,
      Producer<String, String> producer,
      TopicsConfig topics,
      HighWatermarks readers) {
    this.readers = readers;
    unpublished = new UnpublishedCommits(topics.name(Topic.LOG_COMMITS));
    relay =
        new OutboxRelay(
            dataSource, producer, "/plimsoll/materializer", unpublished, IdlePauses.GROWING);
  }

  public CommitsRelay(OutboxRelay relay, UnpublishedCommits unpublished, HighWatermarks readers) {
    this.readers = readers;
    this.relay = relay;
    this.unpublished = unpublished;
  }

  public void start() {
    relay.start();
  }

  /// Reports new offsets of this process. To be called after their commit; cheap.
  ///
  /// @param partIds of partitions with new offsets
  public void given(Collection<Integer> partIds) {
    readers.raise();
    unpublished.moved(partIds);
    relay.wake();
  }

  @Override
  public void close() {
    relay.close();
  }
}
