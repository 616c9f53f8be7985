package dev.plimsoll.materializer.publication;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.offsetlog.publication.Publication;
import dev.plimsoll.offsetlog.publication.Publication.UnpublishedBatch;
import dev.plimsoll.offsetlog.publication.UnpublishedPartitions;
import dev.plimsoll.outbox.Backlog;
import dev.plimsoll.outbox.OutboxMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Unpublished batches as messages of `log.commits`. For one relay.
public final class UnpublishedCommits implements Backlog<UnpublishedCommits.Unpublished> {
  private final String topic;
  private final UnpublishedPartitions partitions =
      new UnpublishedPartitions(UnpublishedPartitions.SLICE);
  private List<UnpublishedBatch> offered = List.of();

  /// @param topic of Kafka, with its prefix
  public UnpublishedCommits(String topic) {
    this.topic = topic;
  }

  /// Reports new offsets, after the commit.
  void moved(Collection<Integer> partIds) {
    partitions.moved(partIds);
  }

  record Unpublished(UnpublishedBatch batch, OutboxMessage message) implements Backlog.Pending {
    @Override
    public Instant occurredAt() {
      return batch.committedAt();
    }
  }

  @Override
  public boolean tryLock(Connection connection) throws SQLException {
    return Publication.tryLock(connection);
  }

  @Override
  public List<Unpublished> next(Connection connection, int atMost) throws SQLException {
    offered = Publication.next(connection, partitions, atMost);
    return offered.stream().map(batch -> new Unpublished(batch, message(batch))).toList();
  }

  private OutboxMessage message(UnpublishedBatch unpublished) {
    return new OutboxMessage(
        topic,
        null,
        unpublished.batch().key(),
        unpublished.id(),
        EventTypes.of(unpublished.batch()),
        Json.write(unpublished.batch()),
        Map.of(),
        // Offsets are given to thousands of batches at once: a commit belongs to no one trace.
        null);
  }

  @Override
  public void done(Connection connection, List<Unpublished> acknowledged) throws SQLException {
    Publication.published(
        connection, offered, acknowledged.stream().map(Unpublished::batch).toList());
  }
}
