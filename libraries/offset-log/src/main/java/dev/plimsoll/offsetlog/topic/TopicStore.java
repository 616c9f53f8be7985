package dev.plimsoll.offsetlog.topic;

import dev.plimsoll.offsetlog.assignment.Shards;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rows of topics, each call in the caller's transaction. The topic's row is locked first, shards
/// after it: whoever gives offsets locks only those, and whoever enters partitions locks none.
final class TopicStore {
  /// One that is there takes no number: of these there are 2^31.
  private static final String INSERT =
      """
      INSERT INTO log_topic (name, owns_objects, retention_ms, retention_bytes)
      SELECT w.* FROM (VALUES (?, ?, ?::bigint, ?::bigint))
        AS w (name, owns_objects, retention_ms, retention_bytes)
      WHERE NOT EXISTS (
        SELECT FROM log_topic t WHERE t.name = w.name COLLATE "C" AND t.deleted_at IS NULL)
      ON CONFLICT (name) WHERE deleted_at IS NULL DO NOTHING
      """;

  private static final String LOCK =
      """
      SELECT t.topic_id, t.owns_objects, t.retention_ms, t.retention_bytes FROM log_topic t
      WHERE t.name = ? COLLATE "C" AND t.deleted_at IS NULL FOR UPDATE
      """;

  private static final String NUMBERS =
      """
      SELECT p.partition_number FROM log_partition p
      WHERE p.topic_id = ? ORDER BY p.partition_number
      """;

  private static final String UPDATE =
      """
      UPDATE log_topic SET owns_objects = ?, retention_ms = ?, retention_bytes = ?
      WHERE topic_id = ?
      """;

  private static final String PARTITIONS =
      "SELECT p.part_id, p.shard FROM log_partition p WHERE p.topic_id = ?";

  private static final String STOP = "DELETE FROM partition_state WHERE part_id = ANY (?)";

  private static final String TAKE_NAMES =
      "UPDATE log_partition SET topic = NULL WHERE topic_id = ?";

  private static final String DELETE =
      "UPDATE log_topic SET deleted_at = clock_timestamp() WHERE topic_id = ?";

  record Stored(int topicId, TopicSettings settings) {}

  private TopicStore() {}

  /// @return false where there is one of that name
  static boolean insert(Connection connection, String name, TopicSettings settings)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, name);
      bind(insert, 2, settings);
      return insert.executeUpdate() > 0;
    }
  }

  /// The topic of this name, which nobody else changes, deletes or adds partitions to until the
  /// transaction ends.
  static Optional<Stored> lock(Connection connection, String name) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setString(1, name);
      try (ResultSet row = lock.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Stored(
                    row.getInt("topic_id"),
                    new TopicSettings(
                        row.getBoolean("owns_objects"),
                        row.getObject("retention_ms", Long.class),
                        row.getObject("retention_bytes", Long.class))))
            : Optional.empty();
      }
    }
  }

  /// Of its partitions, in their order.
  static List<Integer> numbers(Connection connection, int topicId) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(NUMBERS)) {
      read.setInt(1, topicId);
      List<Integer> numbers = new ArrayList<>();
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          numbers.add(rows.getInt("partition_number"));
        }
      }
      return numbers;
    }
  }

  static void update(Connection connection, int topicId, TopicSettings settings)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
      bind(update, 1, settings);
      update.setInt(4, topicId);
      update.executeUpdate();
    }
  }

  /// It is locked. Waits for those who are giving offsets in its shards; who comes after finds no
  /// partition.
  static void delete(Connection connection, int topicId) throws SQLException {
    Map<Integer, Integer> shards = shards(connection, topicId);
    Shards.lock(connection, shards.values());
    try (PreparedStatement stop = connection.prepareStatement(STOP)) {
      stop.setObject(1, shards.keySet().stream().mapToInt(Integer::intValue).toArray());
      stop.executeUpdate();
    }
    for (String statement : List.of(TAKE_NAMES, DELETE)) {
      try (PreparedStatement update = connection.prepareStatement(statement)) {
        update.setInt(1, topicId);
        update.executeUpdate();
      }
    }
  }

  /// Of its partitions.
  private static Map<Integer, Integer> shards(Connection connection, int topicId)
      throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(PARTITIONS)) {
      read.setInt(1, topicId);
      Map<Integer, Integer> shards = new HashMap<>();
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          shards.put(rows.getInt("part_id"), rows.getInt("shard"));
        }
      }
      return shards;
    }
  }

  private static void bind(PreparedStatement statement, int first, TopicSettings settings)
      throws SQLException {
    statement.setBoolean(first, settings.ownsObjects());
    bind(statement, first + 1, settings.retentionMs());
    bind(statement, first + 2, settings.retentionBytes());
  }

  private static void bind(PreparedStatement statement, int at, @Nullable Long value)
      throws SQLException {
    if (value == null) {
      statement.setNull(at, Types.BIGINT);
    } else {
      statement.setLong(at, value);
    }
  }
}
