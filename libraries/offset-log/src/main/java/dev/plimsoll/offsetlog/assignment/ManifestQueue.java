package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// The queue of a shard, under its lock.
final class ManifestQueue {
  /// The oldest rows, until they hold so many batches: always the first ones, also where the clock
  /// that stamped them went back. Rows of a manifest are never changed, and nobody but the shard's
  /// worker takes any: what was found is what is taken.
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

  /// Rows that one run looks at.
  private static final int DEEPEST = 4_096;

  /// Whether a run could look no further: there is more behind it.
  static boolean isDeepest(int rows) {
    return rows >= DEEPEST;
  }

  /// What was accepted at once for the shard.
  record Row(long manifestId, int batchCount, byte[] packed) {}

  private ManifestQueue() {}

  /// Takes the oldest, in the order of acceptance; one row at least where there is one.
  ///
  /// @param lowWatermark up to which nothing waits nor will; -1 where that is not known
  /// @param most batches after which no further row is taken
  /// @param window from the oldest on, in which they were accepted
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
