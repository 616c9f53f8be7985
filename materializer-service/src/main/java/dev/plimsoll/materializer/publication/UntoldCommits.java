package dev.plimsoll.materializer.publication;

import dev.plimsoll.contracts.message.EventTypes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.offsetlog.publication.Publication;
import dev.plimsoll.offsetlog.publication.UntoldBatch;
import dev.plimsoll.offsetlog.publication.UntoldPartitions;
import dev.plimsoll.outbox.Backlog;
import dev.plimsoll.outbox.OutboxMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Batches with offsets that Kafka has not heard of, as messages. For one relay.
public final class UntoldCommits implements Backlog<UntoldCommits.Untold> {
  private final String topic;
  private final UntoldPartitions partitions = new UntoldPartitions();
  private List<UntoldBatch> offered = List.of();

  /// @param topic of Kafka, with its prefix
  public UntoldCommits(String topic) {
    this.topic = topic;
  }

  /// They have got offsets, and it is committed.
  void moved(Collection<Integer> partIds) {
    partitions.moved(partIds);
  }

  record Untold(UntoldBatch batch, OutboxMessage message) implements Backlog.Pending {
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
  public List<Untold> next(Connection connection, int atMost) throws SQLException {
    offered = Publication.next(connection, partitions, atMost);
    return offered.stream().map(batch -> new Untold(batch, message(batch))).toList();
  }

  private OutboxMessage message(UntoldBatch untold) {
    return new OutboxMessage(
        topic,
        null,
        untold.batch().key(),
        untold.id(),
        EventTypes.of(untold.batch()),
        Json.write(untold.batch()));
  }

  @Override
  public void done(Connection connection, List<Untold> acknowledged) throws SQLException {
    Publication.told(connection, offered, acknowledged.stream().map(Untold::batch).toList());
  }
}
