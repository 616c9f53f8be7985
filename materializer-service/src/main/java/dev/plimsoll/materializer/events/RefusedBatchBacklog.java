package dev.plimsoll.materializer.events;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.message.DeadLetterHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.offsetlog.refusal.RefusalStore;
import dev.plimsoll.offsetlog.refusal.RefusalStore.RefusedBatch;
import dev.plimsoll.outbox.Backlog;
import dev.plimsoll.outbox.OutboxMessage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Refused batches as dead letters, each in the form of its event. For one relay.
public final class RefusedBatchBacklog implements Backlog<RefusedBatchBacklog.Refused> {
  private static final Logger LOG = Logger.getLogger(RefusedBatchBacklog.class);

  private final String letters;
  private final String events;

  /// @param letters the topic of dead letters, with its prefix
  /// @param events their original topic, with its prefix
  public RefusedBatchBacklog(String letters, String events) {
    this.letters = letters;
    this.events = events;
  }

  record Refused(RefusedBatch refused, OutboxMessage message) implements Backlog.Pending {
    @Override
    public Instant occurredAt() {
      return refused.refusedAt();
    }
  }

  @Override
  public boolean tryLock(Connection connection) throws SQLException {
    return RefusalStore.tryLock(connection);
  }

  @Override
  public List<Refused> next(Connection connection, int atMost) throws SQLException {
    return RefusalStore.next(connection, atMost).stream()
        .map(refused -> new Refused(refused, message(refused)))
        .toList();
  }

  private OutboxMessage message(RefusedBatch refused) {
    BatchAppended batch = refused.batch();
    LOG.warnf(
        "event=batch.refused code=%s topic=%s partition=%d producer=%s reason=%s",
        refused.code(), batch.topic(), batch.partition(), batch.producerId(), refused.reason());
    return new OutboxMessage(
        letters,
        null,
        batch.key(),
        UUID.nameUUIDFromBytes(
            ("plimsoll/log/refused/" + refused.id()).getBytes(StandardCharsets.UTF_8)),
        EventTypes.of(batch),
        Json.write(batch),
        Map.of(
            DeadLetterHeaders.CODE,
            refused.code(),
            DeadLetterHeaders.REASON,
            refused.reason(),
            DeadLetterHeaders.TOPIC,
            events,
            // Only services append to the queue.
            DeadLetterHeaders.SEALED_BY,
            DeadLetterHeaders.OF_SYSTEM),
        null);
  }

  @Override
  public void done(Connection connection, List<Refused> acknowledged) throws SQLException {
    RefusalStore.published(connection, acknowledged.stream().map(Refused::refused).toList());
  }
}
