package dev.plimsoll.offsetlog.recovery;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.texts;

import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How far the database knows a partition.
///
/// @param createdMillis of its topic; null where there is none
/// @param deletedMillis when the last topic of that name was deleted; null if never
/// @param nextOffset null without the partition
record PartitionPosition(
    @Nullable Long createdMillis, @Nullable Long deletedMillis, @Nullable Long nextOffset) {
  private static final PartitionPosition NOWHERE = new PartitionPosition(null, null, null);

  private static final String READ =
      """
      SELECT w.topic, w.partition_number, s.next_offset,
        floor(extract(epoch FROM t.created_at) * 1000)::bigint AS created_millis,
        floor(extract(epoch FROM d.deleted_at) * 1000)::bigint AS deleted_millis
      FROM unnest(?::text[], ?::int[]) AS w (topic, partition_number)
      LEFT JOIN log_topic t ON t.name = w.topic COLLATE "C" AND t.deleted_at IS NULL
      LEFT JOIN (SELECT o.name, max(o.deleted_at) AS deleted_at FROM log_topic o
                 WHERE o.deleted_at IS NOT NULL AND o.name = ANY (?::text[])
                 GROUP BY o.name) d ON d.name = w.topic COLLATE "C"
      LEFT JOIN log_partition p
        ON p.topic_id = t.topic_id AND p.partition_number = w.partition_number
      LEFT JOIN partition_state s ON s.part_id = p.part_id
      """;

  static Map<PartitionName, PartitionPosition> read(
      Connection connection, Collection<PartitionName> names) throws SQLException {
    String[] topics = texts(names, PartitionName::topic);
    return Sql.of(connection, READ, topics, ints(names, PartitionName::number), topics)
        .map(PartitionName::inRow, PartitionPosition::of);
  }

  private static PartitionPosition of(ResultSet row) throws SQLException {
    return new PartitionPosition(
        row.getObject("created_millis", Long.class),
        row.getObject("deleted_millis", Long.class),
        row.getObject("next_offset", Long.class));
  }

  static PartitionPosition in(
      Map<PartitionName, PartitionPosition> positions, PublishedBatch published) {
    return positions.getOrDefault(published.partition(), NOWHERE);
  }

  boolean isWithoutTopic() {
    return createdMillis == null;
  }

  /// Whether the log has to have this batch, and has not. A batch of a topic that was deleted, or
  /// of its former life, is none of its own.
  boolean lacks(PublishedBatch published) {
    if (createdMillis == null) {
      return deletedMillis == null || published.committedMillis() > deletedMillis;
    }
    return published.committedMillis() >= createdMillis && next() < published.batch().nextOffset();
  }

  long next() {
    return nextOffset == null ? 0 : nextOffset;
  }
}
