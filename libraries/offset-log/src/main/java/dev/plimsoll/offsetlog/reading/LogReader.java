package dev.plimsoll.offsetlog.reading;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogBatches;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.PackedBatches;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Reads the log. Segments never change and the high watermark only grows, so pages that are read
/// one after the other fit together.
public final class LogReader {
  private static final String TOPICS =
      """
      SELECT p.topic, count(*)::int AS partitions, sum(s.batches)::bigint AS batches,
        sum(s.next_offset)::bigint AS records
      FROM log_partition p JOIN partition_state s ON s.part_id = p.part_id
      WHERE p.topic > ? COLLATE "C"
      GROUP BY p.topic ORDER BY p.topic LIMIT ?
      """;

  private static final String PARTITIONS =
      """
      SELECT p.partition_number, s.next_offset, s.batches,
        coalesce(w.batches, 0) AS pending_batches
      FROM log_partition p JOIN partition_state s ON s.part_id = p.part_id
      LEFT JOIN (SELECT part_id, count(*) AS batches FROM manifest, unnest(part_ids) AS part_id
                 GROUP BY part_id) w ON w.part_id = p.part_id
      WHERE p.topic = ? COLLATE "C"
      ORDER BY p.partition_number
      """;

  /// One row at least where the partition exists: without a segment, just the high watermark.
  private static final String BATCHES =
      """
      SELECT s.next_offset, g.*
      FROM log_partition p
      JOIN partition_state s ON s.part_id = p.part_id
      LEFT JOIN LATERAL (
        SELECT * FROM segment g
        WHERE g.part_id = p.part_id AND g.last_offset >= ?
        ORDER BY g.last_offset LIMIT ?) g ON true
      WHERE p.topic = ? COLLATE "C" AND p.partition_number = ?
      ORDER BY g.last_offset
      """;

  /// Each holds at most [PackedBatches#MOST_IN_A_SEGMENT]: that many are unpacked beyond need at
  /// most.
  private static final int SEGMENTS_AT_ONCE = 4;

  private final Transactions transactions;

  public LogReader(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Topics in the order of their names' bytes.
  ///
  /// @param after the last name seen; empty for the first page
  public List<LogTopic> topics(String after, int limit) throws SQLException {
    return transactions.run(
        connection -> {
          try (PreparedStatement read = connection.prepareStatement(TOPICS)) {
            read.setString(1, after);
            read.setInt(2, limit);
            List<LogTopic> topics = new ArrayList<>();
            try (ResultSet rows = read.executeQuery()) {
              while (rows.next()) {
                topics.add(
                    new LogTopic(
                        rows.getString("topic"),
                        rows.getInt("partitions"),
                        rows.getLong("batches"),
                        rows.getLong("records")));
              }
            }
            return topics;
          }
        });
  }

  /// @throws PlimsollException NOT_FOUND for a topic without a partition
  public List<LogPartition> partitions(String topic) throws SQLException {
    List<LogPartition> partitions =
        transactions.run(
            connection -> {
              try (PreparedStatement read = connection.prepareStatement(PARTITIONS)) {
                read.setString(1, topic);
                List<LogPartition> found = new ArrayList<>();
                try (ResultSet rows = read.executeQuery()) {
                  while (rows.next()) {
                    found.add(
                        new LogPartition(
                            topic,
                            rows.getInt("partition_number"),
                            0,
                            rows.getLong("next_offset"),
                            rows.getLong("batches"),
                            rows.getLong("pending_batches")));
                  }
                }
                return found;
              }
            });
    if (partitions.isEmpty()) {
      throw new PlimsollException(ErrorCode.NOT_FOUND, "no log topic " + topic);
    }
    return partitions;
  }

  /// The batch that holds `offset` and those behind it.
  ///
  /// @param offset 0 or more; from the high watermark on the answer is empty
  /// @param limit batches at most, 1 or more
  /// @throws PlimsollException NOT_FOUND for an unknown partition
  public LogBatches batches(String topic, int partition, long offset, int limit)
      throws SQLException {
    return transactions.run(
        connection -> {
          List<BatchCommitted> batches = new ArrayList<>();
          long from = offset;
          while (true) {
            Page page = page(connection, topic, partition, from);
            for (BatchCommitted batch : page.batches()) {
              if (batch.nextOffset() > offset && batches.size() < limit) {
                batches.add(batch);
              }
            }
            if (batches.size() == limit || page.segments() < SEGMENTS_AT_ONCE) {
              long next = batches.isEmpty() ? offset : batches.getLast().nextOffset();
              return new LogBatches(batches, next, page.highWatermark());
            }
            from = page.batches().getLast().nextOffset();
          }
        });
  }

  private record Page(List<BatchCommitted> batches, int segments, long highWatermark) {}

  private static Page page(Connection connection, String topic, int partition, long from)
      throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(BATCHES)) {
      read.setLong(1, from);
      read.setInt(2, SEGMENTS_AT_ONCE);
      read.setString(3, topic);
      read.setInt(4, partition);
      try (ResultSet rows = read.executeQuery()) {
        List<BatchCommitted> batches = new ArrayList<>();
        int segments = 0;
        long highWatermark = -1;
        while (rows.next()) {
          highWatermark = rows.getLong("next_offset");
          long base = rows.getLong("base_offset");
          if (!rows.wasNull()) {
            segments++;
            batches.addAll(PackedBatches.read(rows, topic, partition, base));
          }
        }
        if (highWatermark < 0) {
          throw new PlimsollException(
              ErrorCode.NOT_FOUND, "no partition " + partition + " of log topic " + topic);
        }
        return new Page(batches, segments, highWatermark);
      }
    }
  }
}
