package dev.plimsoll.offsetlog.consumer;

import dev.plimsoll.contracts.log.ConsumerLag;
import dev.plimsoll.contracts.log.ConsumerPosition;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.packing.ArrayParameters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Rows of consumers, each call in the caller's transaction.
final class ConsumerStore {
  private static final String ENTER =
      "INSERT INTO consumer (name) VALUES (?) ON CONFLICT DO NOTHING";

  private static final String LOCK =
      "SELECT c.consumer_id FROM consumer c WHERE c.name = ? COLLATE \"C\" FOR UPDATE";

  private static final String READ =
      """
      SELECT p.topic, p.partition_number, p.part_id, f.log_start, s.next_offset AS high_watermark,
        c.next_offset
      FROM unnest(?::text[], ?::int[]) AS w (topic, partition_number)
      JOIN log_partition p
        ON p.topic = w.topic COLLATE "C" AND p.partition_number = w.partition_number
      JOIN partition_state s ON s.part_id = p.part_id
      JOIN partition_start f ON f.part_id = p.part_id
      LEFT JOIN consumer_position c ON c.consumer_id = ? AND c.part_id = p.part_id
      """;

  private static final String WRITE =
      """
      INSERT INTO consumer_position (consumer_id, part_id, next_offset)
      SELECT ?, w.part_id, w.next_offset
      FROM unnest(?::int[], ?::bigint[]) AS w (part_id, next_offset)
      ORDER BY w.part_id
      ON CONFLICT (consumer_id, part_id)
      DO UPDATE SET next_offset = excluded.next_offset, moved_at = now()
      """;

  private static final String POSITIONS =
      """
      SELECT p.topic, p.partition_number, c.next_offset, s.next_offset AS high_watermark, c.moved_at
      FROM consumer n
      JOIN consumer_position c ON c.consumer_id = n.consumer_id
      JOIN log_partition p ON p.part_id = c.part_id
      JOIN partition_state s ON s.part_id = c.part_id
      WHERE n.name = ? COLLATE "C"
      ORDER BY p.topic, p.partition_number
      """;

  private static final String LAGS =
      """
      SELECT n.name, count(s.part_id)::int AS partitions,
        coalesce(sum(s.next_offset - c.next_offset) FILTER (WHERE s.part_id IS NOT NULL), 0)::bigint
          AS lag,
        max(c.moved_at) FILTER (WHERE s.part_id IS NOT NULL) AS moved_at
      FROM consumer n
      LEFT JOIN consumer_position c ON c.consumer_id = n.consumer_id
      LEFT JOIN partition_state s ON s.part_id = c.part_id
      WHERE n.name > ? COLLATE "C"
      GROUP BY n.consumer_id
      """;

  private static final String LIST = LAGS + "ORDER BY n.name LIMIT ?";
  private static final String FURTHEST_BEHIND = LAGS + "ORDER BY lag DESC, n.name LIMIT ?";

  private static final String EXISTS = "SELECT FROM consumer n WHERE n.name = ? COLLATE \"C\"";
  private static final String DELETE = "DELETE FROM consumer WHERE name = ? COLLATE \"C\"";

  /// A partition, and where the consumer is in it.
  ///
  /// @param nextOffset empty where it has no position there
  record Stored(
      PartitionName name, int partId, long logStart, long highWatermark, OptionalLong nextOffset) {}

  record Moved(int partId, long nextOffset) {}

  private ConsumerStore() {}

  /// The consumer's number; nobody else moves its positions until the transaction ends.
  ///
  /// @return empty where it was deleted at that moment
  static OptionalInt lock(Connection connection, String consumer) throws SQLException {
    OptionalInt found = find(connection, consumer);
    if (found.isPresent()) {
      return found;
    }
    // Only where it is new: each try to insert takes a number, of which there are 2^31.
    try (PreparedStatement enter = connection.prepareStatement(ENTER)) {
      enter.setString(1, consumer);
      enter.executeUpdate();
    }
    return find(connection, consumer);
  }

  private static OptionalInt find(Connection connection, String consumer) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setString(1, consumer);
      try (ResultSet row = lock.executeQuery()) {
        return row.next() ? OptionalInt.of(row.getInt("consumer_id")) : OptionalInt.empty();
      }
    }
  }

  /// Those of the partitions that there are.
  static List<Stored> read(
      Connection connection, int consumerId, Collection<PartitionName> partitions)
      throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(READ)) {
      List<PartitionName> names = List.copyOf(partitions);
      ArrayParameters arrays = new ArrayParameters(read);
      arrays.texts(names, PartitionName::topic);
      arrays.ints(names, PartitionName::number);
      read.setInt(3, consumerId);
      List<Stored> stored = new ArrayList<>();
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          long nextOffset = rows.getLong("next_offset");
          boolean none = rows.wasNull();
          stored.add(
              new Stored(
                  new PartitionName(rows.getString("topic"), rows.getInt("partition_number")),
                  rows.getInt("part_id"),
                  rows.getLong("log_start"),
                  rows.getLong("high_watermark"),
                  none ? OptionalLong.empty() : OptionalLong.of(nextOffset)));
        }
      }
      return stored;
    }
  }

  static void write(Connection connection, int consumerId, List<Moved> moved) throws SQLException {
    try (PreparedStatement write = connection.prepareStatement(WRITE)) {
      write.setInt(1, consumerId);
      ArrayParameters arrays = new ArrayParameters(write, 2);
      arrays.ints(moved, Moved::partId);
      arrays.longs(moved, Moved::nextOffset);
      write.executeUpdate();
    }
  }

  static List<ConsumerPosition> positions(Connection connection, String consumer)
      throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(POSITIONS)) {
      read.setString(1, consumer);
      List<ConsumerPosition> positions = new ArrayList<>();
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          long nextOffset = rows.getLong("next_offset");
          long highWatermark = rows.getLong("high_watermark");
          positions.add(
              new ConsumerPosition(
                  rows.getString("topic"),
                  rows.getInt("partition_number"),
                  nextOffset,
                  highWatermark,
                  highWatermark - nextOffset,
                  rows.getObject("moved_at", OffsetDateTime.class).toInstant()));
        }
      }
      return positions;
    }
  }

  static List<ConsumerLag> list(Connection connection, String after, int limit)
      throws SQLException {
    return lags(connection, LIST, after, limit);
  }

  static List<ConsumerLag> furthestBehind(Connection connection, int limit) throws SQLException {
    return lags(connection, FURTHEST_BEHIND, "", limit);
  }

  private static List<ConsumerLag> lags(
      Connection connection, String statement, String after, int limit) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(statement)) {
      read.setString(1, after);
      read.setInt(2, limit);
      List<ConsumerLag> lags = new ArrayList<>();
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          lags.add(
              new ConsumerLag(
                  rows.getString("name"),
                  rows.getInt("partitions"),
                  rows.getLong("lag"),
                  instant(rows)));
        }
      }
      return lags;
    }
  }

  private static @Nullable Instant instant(ResultSet row) throws SQLException {
    OffsetDateTime movedAt = row.getObject("moved_at", OffsetDateTime.class);
    return movedAt == null ? null : movedAt.toInstant();
  }

  static boolean exists(Connection connection, String consumer) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(EXISTS)) {
      read.setString(1, consumer);
      try (ResultSet row = read.executeQuery()) {
        return row.next();
      }
    }
  }

  /// @return false where there is none
  static boolean delete(Connection connection, String consumer) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      delete.setString(1, consumer);
      return delete.executeUpdate() > 0;
    }
  }
}
