package dev.plimsoll.offsetlog.consumer;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.texts;

import dev.plimsoll.contracts.log.ConsumerLag;
import dev.plimsoll.contracts.log.ConsumerPosition;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
  static Optional<Integer> lock(Connection connection, String consumer) throws SQLException {
    Optional<Integer> found = find(connection, consumer);
    if (found.isPresent()) {
      return found;
    }
    // Only where it is new: each try to insert takes a number, of which there are 2^31.
    Sql.of(connection, ENTER, consumer).update();
    return find(connection, consumer);
  }

  private static Optional<Integer> find(Connection connection, String consumer)
      throws SQLException {
    return Sql.of(connection, LOCK, consumer).first(row -> row.getInt("consumer_id"));
  }

  /// Those of the partitions that there are.
  static List<Stored> read(
      Connection connection, int consumerId, Collection<PartitionName> partitions)
      throws SQLException {
    return Sql.of(
            connection,
            READ,
            texts(partitions, PartitionName::topic),
            ints(partitions, PartitionName::number),
            consumerId)
        .list(ConsumerStore::stored);
  }

  private static Stored stored(ResultSet row) throws SQLException {
    long nextOffset = row.getLong("next_offset");
    boolean none = row.wasNull();
    return new Stored(
        new PartitionName(row.getString("topic"), row.getInt("partition_number")),
        row.getInt("part_id"),
        row.getLong("log_start"),
        row.getLong("high_watermark"),
        none ? OptionalLong.empty() : OptionalLong.of(nextOffset));
  }

  static void write(Connection connection, int consumerId, List<Moved> moved) throws SQLException {
    Sql.of(
            connection,
            WRITE,
            consumerId,
            ints(moved, Moved::partId),
            longs(moved, Moved::nextOffset))
        .update();
  }

  static List<ConsumerPosition> positions(Connection connection, String consumer)
      throws SQLException {
    return Sql.of(connection, POSITIONS, consumer).list(ConsumerStore::position);
  }

  private static ConsumerPosition position(ResultSet row) throws SQLException {
    long nextOffset = row.getLong("next_offset");
    long highWatermark = row.getLong("high_watermark");
    return new ConsumerPosition(
        row.getString("topic"),
        row.getInt("partition_number"),
        nextOffset,
        highWatermark,
        highWatermark - nextOffset,
        Columns.instant(row, "moved_at"));
  }

  static List<ConsumerLag> list(Connection connection, String after, int limit)
      throws SQLException {
    return Sql.of(connection, LIST, after, limit).list(ConsumerStore::lag);
  }

  static List<ConsumerLag> furthestBehind(Connection connection, int limit) throws SQLException {
    return Sql.of(connection, FURTHEST_BEHIND, "", limit).list(ConsumerStore::lag);
  }

  private static ConsumerLag lag(ResultSet row) throws SQLException {
    return new ConsumerLag(
        row.getString("name"),
        row.getInt("partitions"),
        row.getLong("lag"),
        Columns.instantOrNull(row, "moved_at"));
  }

  static boolean exists(Connection connection, String consumer) throws SQLException {
    return Sql.of(connection, EXISTS, consumer).exists();
  }

  /// @return false where there is none
  static boolean delete(Connection connection, String consumer) throws SQLException {
    return Sql.of(connection, DELETE, consumer).updateAny();
  }
}
