package dev.plimsoll.offsetlog.retention;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Partitions of deleted topics: without a name, in which nobody gives offsets any more. Their
/// numbers are never given again.
final class DeletedPartitions {
  private static final String DUE =
      """
      SELECT p.part_id FROM log_topic t JOIN log_partition p ON p.topic_id = t.topic_id
      WHERE t.deleted_at IS NOT NULL ORDER BY p.part_id
      """;

  private static final String PRODUCERS =
      """
      DELETE FROM producer p WHERE p.ctid = ANY (ARRAY(
        SELECT o.ctid FROM producer o WHERE o.part_id = ? LIMIT ?))
      """;

  private static final List<String> ROWS =
      List.of(
          "DELETE FROM publication WHERE part_id = ?",
          "DELETE FROM partition_start WHERE part_id = ?",
          "DELETE FROM log_partition WHERE part_id = ?");

  /// Every process learns from it that the topic is gone, and has an hour for that.
  private static final String TOPICS =
      """
      DELETE FROM log_topic t
      WHERE t.deleted_at < now() - interval '1 hour'
        AND NOT EXISTS (SELECT FROM log_partition p WHERE p.topic_id = t.topic_id)
      """;

  private static final int PRODUCERS_AT_ONCE = 5_000;

  private DeletedPartitions() {}

  static List<Integer> due(Connection connection) throws SQLException {
    return Sql.of(connection, DUE).list(row -> row.getInt("part_id"));
  }

  /// Removes some of its producers, or, where none is left, the partition itself. It has no
  /// segment any more.
  ///
  /// @return whether it is gone
  static boolean clear(Connection connection, int partId) throws SQLException {
    if (Sql.of(connection, PRODUCERS, partId, PRODUCERS_AT_ONCE).updateAny()) {
      return false;
    }
    for (String statement : ROWS) {
      Sql.of(connection, statement, partId).update();
    }
    return true;
  }

  /// Topics of which nothing is left.
  static int forget(Connection connection) throws SQLException {
    return Sql.of(connection, TOPICS).update();
  }
}
