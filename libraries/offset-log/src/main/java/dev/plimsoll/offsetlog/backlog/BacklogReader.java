package dev.plimsoll.offsetlog.backlog;

import dev.plimsoll.offsetlog.backlog.ShardBacklog.End;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Reads how much waits, without counting it: the two ends of each shard's queue, by its key.
/// However long the queue, that is the same few rows.
public final class BacklogReader {
  /// Rows of each end of a queue that a look reads.
  public static final int ROWS_OF_AN_END = 200;

  /// Ages by the server's clock, which has also stamped the rows. Planned anew each time: a plan
  /// kept from when the queue was empty would read all of it.
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

  /// @param rowsOfAnEnd as [#ROWS_OF_AN_END]
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
}
