package dev.plimsoll.offsetlog.reading;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogBatches;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.Names;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
      SELECT p.part_id, p.partition_number, s.next_offset, s.batches
      FROM log_partition p JOIN partition_state s ON s.part_id = p.part_id
      WHERE p.topic = ? COLLATE "C"
      ORDER BY p.partition_number
      """;

  private static final String WAITING = "SELECT m.packed FROM manifest m";

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

  /// Each holds some hundred batches at most: that many are unpacked beyond need.
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
        transactions.snapshot(
            connection -> {
              Map<Integer, Long> waiting = waiting(connection);
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
                            waiting.getOrDefault(rows.getInt("part_id"), 0L)));
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

  /// Batches without offsets, by partition.
  private static Map<Integer, Long> waiting(Connection connection) throws SQLException {
    Map<Integer, Long> waiting = new HashMap<>();
    try (PreparedStatement read = connection.prepareStatement(WAITING)) {
      read.setFetchSize(1_000);
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          for (LogBatch batch : BatchCodec.unpack(rows.getBytes("packed"))) {
            waiting.merge(batch.partId(), 1L, Long::sum);
          }
        }
      }
    }
    return waiting;
  }

  /// The batch that holds `offset` and those behind it.
  ///
  /// @param offset 0 or more; from the high watermark on the answer is empty
  /// @param limit batches at most, 1 or more
  /// @throws PlimsollException NOT_FOUND for an unknown partition
  public LogBatches batches(String topic, int partition, long offset, int limit)
      throws SQLException {
    PartitionName name = new PartitionName(topic, partition);
    return transactions.snapshot(
        connection -> {
          List<Numbered> found = new ArrayList<>();
          long from = offset;
          while (true) {
            Page page = page(connection, name, from);
            for (Numbered batch : page.batches()) {
              if (batch.nextOffset() > offset && found.size() < limit) {
                found.add(batch);
              }
            }
            if (found.size() == limit || page.segments() < SEGMENTS_AT_ONCE) {
              long next = found.isEmpty() ? offset : found.getLast().nextOffset();
              return new LogBatches(named(connection, name, found), next, page.highWatermark());
            }
            from = page.batches().getLast().nextOffset();
          }
        });
  }

  private record Numbered(long baseOffset, LogBatch batch) {
    long nextOffset() {
      return baseOffset + batch.recordCount();
    }
  }

  private static List<BatchCommitted> named(
      Connection connection, PartitionName partition, List<Numbered> found) throws SQLException {
    if (found.isEmpty()) {
      return List.of();
    }
    Names names = Names.of(connection, found.stream().map(Numbered::batch).toList());
    return found.stream()
        .map(one -> names.committed(partition, one.baseOffset(), one.batch()))
        .toList();
  }

  private record Page(List<Numbered> batches, int segments, long highWatermark) {}

  private static Page page(Connection connection, PartitionName partition, long from)
      throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(BATCHES)) {
      read.setLong(1, from);
      read.setInt(2, SEGMENTS_AT_ONCE);
      read.setString(3, partition.topic());
      read.setInt(4, partition.number());
      try (ResultSet rows = read.executeQuery()) {
        List<Numbered> batches = new ArrayList<>();
        int segments = 0;
        long highWatermark = -1;
        while (rows.next()) {
          highWatermark = rows.getLong("next_offset");
          long base = rows.getLong("base_offset");
          if (!rows.wasNull()) {
            segments++;
            for (LogBatch batch : BatchCodec.unpack(rows.getBytes("packed"))) {
              batches.add(new Numbered(base, batch));
              base += batch.recordCount();
            }
          }
        }
        if (highWatermark < 0) {
          throw new PlimsollException(
              ErrorCode.NOT_FOUND,
              "no partition " + partition.number() + " of log topic " + partition.topic());
        }
        return new Page(batches, segments, highWatermark);
      }
    }
  }
}
