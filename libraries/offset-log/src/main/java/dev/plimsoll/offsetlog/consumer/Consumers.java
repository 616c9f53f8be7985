package dev.plimsoll.offsetlog.consumer;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.texts;

import dev.plimsoll.contracts.log.ConsumerLag;
import dev.plimsoll.contracts.log.ConsumerPosition;
import dev.plimsoll.contracts.log.PositionsPut;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Positions of consumers: the next offset in each of their partitions. They are the consumers'
/// own statements: retention ignores them, and reading is not limited by them.
public final class Consumers {
  private static final String ENTER =
      "INSERT INTO consumer (name) VALUES (?) ON CONFLICT DO NOTHING";
  private static final String LOCK =
      "SELECT c.consumer_id FROM consumer c WHERE c.name = ? COLLATE \"C\" FOR UPDATE";
  private static final String READ =
      """
      SELECT p.topic, p.partition_number, p.part_id, f.log_start, s.next_offset AS high_watermark,
        coalesce(c.next_offset, -1) AS next_offset
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
  private static final long NONE = -1;

  private final Transactions transactions;

  public Consumers(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Moves a consumer's positions, all or none. Concurrent calls for the same consumer wait.
  ///
  /// @throws PlimsollException INVALID_REQUEST for a repeated partition; UNKNOWN_PARTITION;
  ///     OFFSET_OUT_OF_RANGE above the high watermark; CONFLICT where a position is not the
  ///     expected one
  public void put(String consumer, List<PositionsPut.Position> positions) throws SQLException {
    Set<PartitionName> names = new HashSet<>();
    for (PositionsPut.Position position : positions) {
      if (!names.add(name(position))) {
        throw PlimsollException.invalidRequest(
            "a position of " + name(position) + " is given twice");
      }
    }
    while (!transactions.run(connection -> put(connection, consumer, positions, names))) {
      // It was just deleted, and is entered again.
    }
  }

  private static boolean put(
      Connection connection,
      String consumer,
      List<PositionsPut.Position> positions,
      Set<PartitionName> names)
      throws SQLException {
    Optional<Integer> consumerId = lock(connection, consumer);
    if (consumerId.isEmpty()) {
      return false;
    }
    Map<PartitionName, Stored> stored =
        Sql.of(
                connection,
                READ,
                texts(names, PartitionName::topic),
                ints(names, PartitionName::number),
                consumerId.get())
            .map(PartitionName::inRow, Consumers::stored);
    Map<Integer, Long> moved = new LinkedHashMap<>();
    for (PositionsPut.Position position : positions) {
      Stored before = stored.get(name(position));
      if (before == null) {
        throw new PlimsollException(
            ErrorCode.UNKNOWN_PARTITION, "the log has no partition " + name(position));
      }
      require(position, before);
      moved.put(before.partId(), position.nextOffset());
    }
    Sql.of(connection, WRITE, consumerId.get(), ints(moved.keySet()), longs(moved.values()))
        .update();
    return true;
  }

  /// Locks the consumer's row.
  ///
  /// @return its number; empty where it was just deleted
  private static Optional<Integer> lock(Connection connection, String consumer)
      throws SQLException {
    Sql lock = Sql.of(connection, LOCK, consumer);
    Optional<Integer> found = lock.first(row -> row.getInt("consumer_id"));
    if (found.isPresent()) {
      return found;
    }
    // Only for new ones: each try to insert draws a number, of which there are 2^31.
    Sql.of(connection, ENTER, consumer).update();
    return lock.first(row -> row.getInt("consumer_id"));
  }

  private record Stored(int partId, long logStart, long highWatermark, long nextOffset) {}

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(
        row.getInt("part_id"),
        row.getLong("log_start"),
        row.getLong("high_watermark"),
        row.getLong("next_offset"));
  }

  private static void require(PositionsPut.Position position, Stored before) {
    if (position.nextOffset() > before.highWatermark()) {
      throw new PlimsollException(
          ErrorCode.OFFSET_OUT_OF_RANGE,
          "%s has offsets from %d to its high watermark %d, not %d"
              .formatted(
                  name(position),
                  before.logStart(),
                  before.highWatermark(),
                  position.nextOffset()));
    }
    Long expected = position.expectedOffset();
    if (expected != null && expected != before.nextOffset()) {
      throw PlimsollException.conflict(
          "the position in %s is %s, not %s"
              .formatted(name(position), text(before.nextOffset()), text(expected)));
    }
  }

  private static String text(long offset) {
    return offset == NONE ? "none" : Long.toString(offset);
  }

  /// By topic and partition.
  ///
  /// @throws PlimsollException NOT_FOUND for a consumer without a position
  public List<ConsumerPosition> positions(String consumer) throws SQLException {
    return transactions.run(
        connection -> {
          List<ConsumerPosition> positions =
              Sql.of(connection, POSITIONS, consumer).list(Consumers::position);
          if (positions.isEmpty() && !Sql.of(connection, EXISTS, consumer).exists()) {
            throw notFound(consumer);
          }
          return positions;
        });
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

  /// By name, in byte order.
  ///
  /// @param after the last name seen; empty for the first page
  public List<ConsumerLag> list(String after, int limit) throws SQLException {
    return transactions.run(
        connection -> Sql.of(connection, LIST, after, limit).list(Consumers::lag));
  }

  /// By lag, the greatest first.
  public List<ConsumerLag> furthestBehind(int limit) throws SQLException {
    return transactions.run(
        connection -> Sql.of(connection, FURTHEST_BEHIND, "", limit).list(Consumers::lag));
  }

  private static ConsumerLag lag(ResultSet row) throws SQLException {
    return new ConsumerLag(
        row.getString("name"),
        row.getInt("partitions"),
        row.getLong("lag"),
        Columns.instantOrNull(row, "moved_at"));
  }

  /// @throws PlimsollException NOT_FOUND
  public void delete(String consumer) throws SQLException {
    if (!transactions.run(connection -> Sql.of(connection, DELETE, consumer).updateAny())) {
      throw notFound(consumer);
    }
  }

  private static PlimsollException notFound(String consumer) {
    return PlimsollException.notFound("no consumer " + consumer);
  }

  private static PartitionName name(PositionsPut.Position position) {
    return new PartitionName(position.topic(), position.partition());
  }
}
