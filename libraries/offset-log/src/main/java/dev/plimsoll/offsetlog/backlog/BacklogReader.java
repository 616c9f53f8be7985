package dev.plimsoll.offsetlog.backlog;

import dev.plimsoll.offsetlog.backlog.BacklogReader.ShardBacklog.End;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The size of the backlog, estimated from a few rows at the two ends of each shard's queue.
public final class BacklogReader {
  /// Rows of each end of a queue.
  public static final int ROWS_OF_AN_END = 200;

  /// Ages are by the server's clock, which stamped the rows. Planned anew each time: a plan from
  /// when the queue was empty would read all of it.
  private static final String ENDS =
      """
      SELECT l.shard, o.row_count AS old_rows, o.batches AS old_batches, o.first_id AS old_first,
        o.last_id AS old_last, n.row_count AS new_rows, n.batches AS new_batches,
        n.first_id AS new_first, n.last_id AS new_last,
        coalesce(extract(epoch FROM clock_timestamp() - o.oldest), 0)::float8 AS oldest_seconds
      FROM shard l
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS row_count, coalesce(sum(e.batch_count), 0)::bigint AS batches,
          min(e.manifest_id) AS first_id, max(e.manifest_id) AS last_id,
          min(e.accepted_at) AS oldest
        FROM (SELECT m.manifest_id, m.batch_count, m.accepted_at FROM manifest m
              WHERE m.shard = l.shard ORDER BY m.manifest_id LIMIT %1$d) e) o
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS row_count, coalesce(sum(e.batch_count), 0)::bigint AS batches,
          min(e.manifest_id) AS first_id, max(e.manifest_id) AS last_id
        FROM (SELECT m.manifest_id, m.batch_count FROM manifest m
              WHERE m.shard = l.shard AND o.row_count = %1$d
              ORDER BY m.manifest_id DESC LIMIT %1$d) e) n
      """;

  private final Transactions transactions;
  private final int rowsOfAnEnd;
  private final String ends;

  public BacklogReader(Transactions transactions, int rowsOfAnEnd) {
    this.transactions = transactions;
    this.rowsOfAnEnd = rowsOfAnEnd;
    this.ends = ENDS.formatted(rowsOfAnEnd);
  }

  public LogBacklog read() throws SQLException {
    return transactions.run(
        connection -> {
          try (Statement read = connection.createStatement();
              ResultSet shards = read.executeQuery(ends)) {
            long batches = 0;
            Duration oldest = Duration.ZERO;
            List<LogBacklog.Head> heads = new ArrayList<>();
            while (shards.next()) {
              if (shards.getInt("old_rows") > 0) {
                LogBacklog.Head head = head(shards);
                heads.add(head);
                batches += head.batches();
                oldest = head.oldest().compareTo(oldest) > 0 ? head.oldest() : oldest;
              }
            }
            return new LogBacklog(batches, oldest, heads);
          }
        });
  }

  private LogBacklog.Head head(ResultSet row) throws SQLException {
    return new LogBacklog.Head(
        row.getInt("shard"),
        row.getLong("old_first"),
        shard(row).batches(rowsOfAnEnd),
        Duration.ofMillis((long) (row.getDouble("oldest_seconds") * 1_000)));
  }

  private static ShardBacklog shard(ResultSet row) throws SQLException {
    return new ShardBacklog(
        new End(
            row.getInt("old_rows"),
            row.getLong("old_batches"),
            row.getLong("old_first"),
            row.getLong("old_last")),
        new End(
            row.getInt("new_rows"),
            row.getLong("new_batches"),
            row.getLong("new_first"),
            row.getLong("new_last")));
  }

  /// The backlog of a shard, estimated from its two ends.
  ///
  /// @param oldest the first rows of the queue
  /// @param newest the last ones; both may overlap
  record ShardBacklog(End oldest, End newest) {
    /// Some rows of a queue, in the order of their ids. Ids have gaps: all shards share them, and
    /// rolled-back transactions draw some.
    ///
    /// @param rows 0 for an empty queue
    record End(int rows, long batches, long firstId, long lastId) {
      private double rowsAnId() {
        return rows / (lastId - firstId + 1.0);
      }
    }

    /// @param most rows of an end; fewer in the first one are all there are
    long batches(int most) {
      if (oldest.rows() < most || newest.lastId() <= oldest.lastId()) {
        return oldest.batches();
      }
      double density = (oldest.rowsAnId() + newest.rowsAnId()) / 2;
      double batchesARow =
          (double) (oldest.batches() + newest.batches()) / (oldest.rows() + newest.rows());
      return oldest.batches()
          + Math.round((newest.lastId() - oldest.lastId()) * density * batchesARow);
    }
  }
}
