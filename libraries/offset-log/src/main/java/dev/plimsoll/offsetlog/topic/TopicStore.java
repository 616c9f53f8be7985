package dev.plimsoll.offsetlog.topic;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;

import dev.plimsoll.offsetlog.assignment.Shards;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    return Sql.of(
            connection,
            INSERT,
            name,
            settings.ownsObjects(),
            settings.retentionMs(),
            settings.retentionBytes())
        .updateAny();
  }

  /// The topic of this name, which nobody else changes, deletes or adds partitions to until the
  /// transaction ends.
  static Optional<Stored> lock(Connection connection, String name) throws SQLException {
    return Sql.of(connection, LOCK, name)
        .first(row -> new Stored(row.getInt("topic_id"), TopicSettings.of(row)));
  }

  /// Of its partitions, in their order.
  static List<Integer> numbers(Connection connection, int topicId) throws SQLException {
    return Sql.of(connection, NUMBERS, topicId).list(row -> row.getInt("partition_number"));
  }

  static void update(Connection connection, int topicId, TopicSettings settings)
      throws SQLException {
    Sql.of(
            connection,
            UPDATE,
            settings.ownsObjects(),
            settings.retentionMs(),
            settings.retentionBytes(),
            topicId)
        .update();
  }

  /// It is locked. Waits for those who are giving offsets in its shards; who comes after finds no
  /// partition.
  static void delete(Connection connection, int topicId) throws SQLException {
    Map<Integer, Integer> shards =
        Sql.of(connection, PARTITIONS, topicId)
            .map(row -> row.getInt("part_id"), row -> row.getInt("shard"));
    Shards.lock(connection, shards.values());
    Sql.of(connection, STOP, ints(shards.keySet())).update();
    Sql.of(connection, TAKE_NAMES, topicId).update();
    Sql.of(connection, DELETE, topicId).update();
  }
}
