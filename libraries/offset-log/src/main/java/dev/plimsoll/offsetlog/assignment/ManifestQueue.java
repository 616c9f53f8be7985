package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// The queue of a shard, under its lock.
final class ManifestQueue {
  /// The oldest rows up to a number of batches: always the first ones, even if the clock that
  /// stamped them went back. Rows never change and only the shard's worker deletes them.
  private static final String TAKE =
      """
      DELETE FROM manifest m WHERE m.ctid = ANY (ARRAY(
        SELECT d.row_id FROM (
          SELECT o.row_id, sum(o.batch_count) OVER along - o.batch_count AS before,
            max(o.accepted_at) OVER along - first_value(o.accepted_at) OVER along AS later
          FROM (
            SELECT w.ctid AS row_id, w.manifest_id, w.accepted_at, w.batch_count FROM manifest w
            WHERE w.shard = ? AND w.manifest_id > ? ORDER BY w.manifest_id LIMIT ?) o
          WINDOW along AS (ORDER BY o.manifest_id)) d
        WHERE d.before < ? AND d.later < make_interval(secs => ?)))
      RETURNING m.manifest_id, m.batch_count, m.packed
      """;

  private static final int DEEPEST = 4_096;

  /// Whether a run read as many rows as it may: there may be more.
  static boolean isDeepest(int rows) {
    return rows >= DEEPEST;
  }

  /// Batches of the shard that were accepted at once.
  record Row(long manifestId, int batchCount, byte[] packed) {}

  private ManifestQueue() {}

  /// Takes the oldest rows, in the order of acceptance; at least one if there is one.
  ///
  /// @param lowWatermark below which nothing waits; -1 if unknown
  /// @param most batches after which no further row is taken
  /// @param window of acceptance, from the oldest row on
  static List<Row> take(
      Connection connection, int shard, long lowWatermark, int most, Duration window)
      throws SQLException {
    return Sql.of(connection, TAKE, shard, lowWatermark, DEEPEST, most, window)
        .list(
            row ->
                new Row(
                    row.getLong("manifest_id"), row.getInt("batch_count"), row.getBytes("packed")))
        .stream()
        .sorted(Comparator.comparingLong(Row::manifestId))
        .toList();
  }
}
