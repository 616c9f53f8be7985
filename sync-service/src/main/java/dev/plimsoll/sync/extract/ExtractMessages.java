package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.outbox.Outbox;
import dev.plimsoll.outbox.OutboxMessage;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Messages of an extract, sent through the outbox: commands for its read tasks, and announcements
/// of its batches to the log.
@Singleton
final class ExtractMessages {
  private static final String UNPLACED =
      """
      SELECT b.log_partition, b.read_task_id, b.sequence, b.object_key, b.bytes, b.record_count,
             b.digest
      FROM batch b JOIN read_task s ON s.id = b.read_task_id
      WHERE b.table_id = ? AND b.base_offset IS NULL ORDER BY s.number, b.sequence
      """;

  private final TopicsConfig topics;
  private final CommandPartitions partitions;
  private final ObjectStore objects;
  private final Clock clock;

  ExtractMessages(
      TopicsConfig topics, CommandPartitions partitions, ObjectStore objects, Clock clock) {
    this.topics = topics;
    this.partitions = partitions;
    this.objects = objects;
    this.clock = clock;
  }

  /// Commands read tasks of a table, spread over the topic's partitions.
  ///
  /// @param ids of the read tasks
  void command(Connection connection, UUID extractId, UUID tableId, List<UUID> ids)
      throws SQLException {
    String topic = topics.name(Topic.SYNC_COMMANDS);
    List<OutboxMessage> messages = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      ReadCommand command = new ReadCommand(extractId, ids.get(i));
      messages.add(
          OutboxMessage.of(topic, partitions.of(tableId, i), ids.get(i).toString(), command));
    }
    Outbox.append(connection, messages);
  }

  void announce(Connection connection, ExtractTable table, int logPartition, List<Batch> batches)
      throws SQLException {
    Outbox.append(
        connection,
        batches.stream().map(batch -> announcement(table, logPartition, batch)).toList());
  }

  /// Announces the batches of a table that have no offsets. Announcing one again is harmless: the
  /// log knows it by its sequence.
  void announceUnplaced(Connection connection, ExtractTable table) throws SQLException {
    Outbox.append(
        connection,
        Sql.of(connection, UNPLACED, table.id())
            .list(row -> announcement(table, row.getInt("log_partition"), batch(row))));
  }

  private static Batch batch(ResultSet row) throws SQLException {
    return new Batch(
        row.getObject("read_task_id", UUID.class),
        row.getLong("sequence"),
        row.getString("object_key"),
        row.getLong("bytes"),
        row.getLong("record_count"),
        row.getString("digest"),
        List.of());
  }

  private OutboxMessage announcement(ExtractTable table, int logPartition, Batch batch) {
    BatchAppended event =
        new BatchAppended(
            table.reading().logTopic(),
            logPartition,
            batch.readTaskId().toString(),
            0,
            batch.sequence(),
            new ObjectRange(objects.bucket(), batch.objectKey(), 0, batch.bytes()),
            batch.rows(),
            clock.instant());
    return OutboxMessage.of(topics.name(Topic.LOG_EVENTS), null, event.key(), event);
  }
}
