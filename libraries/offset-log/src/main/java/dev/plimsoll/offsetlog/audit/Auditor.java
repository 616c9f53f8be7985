package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogAudit.PartitionAudit;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads every batch of the log again, in one snapshot and a few segments at a time: no statement
/// of it runs into the limit of its session.
public final class Auditor {
  private static final String PARTITIONS =
      """
      SELECT p.part_id, p.topic, p.partition_number, coalesce(s.next_offset, 0) AS next_offset
      FROM log_partition p LEFT JOIN partition_state s ON s.part_id = p.part_id
      WHERE starts_with(p.topic, ?)
      ORDER BY p.topic, p.partition_number
      """;

  private static final String SEGMENTS =
      """
      SELECT g.part_id, g.base_offset, g.last_offset, g.batch_count, g.packed FROM segment g
      WHERE g.part_id = ANY (?) ORDER BY g.part_id, g.last_offset
      """;

  private static final String FILES = "SELECT f.file_id FROM file f WHERE f.file_id = ANY (?)";

  private static final String PENDING = "SELECT m.packed FROM manifest m";

  private static final int SEGMENTS_AT_ONCE = 200;

  private final Transactions transactions;

  public Auditor(Transactions transactions) {
    this.transactions = transactions;
  }

  /// @param topicPrefix of the log topics to read; empty for all
  public LogAudit audit(String topicPrefix) throws SQLException {
    return transactions.snapshot(
        connection -> {
          Map<Integer, PartitionWalk> walks = partitions(connection, topicPrefix);
          try (PreparedStatement read = connection.prepareStatement(SEGMENTS)) {
            read.setObject(1, walks.keySet().stream().mapToInt(Integer::intValue).toArray());
            read.setFetchSize(SEGMENTS_AT_ONCE);
            try (ResultSet rows = read.executeQuery()) {
              List<StoredSegment> some = new ArrayList<>();
              while (rows.next()) {
                some.add(StoredSegment.of(rows));
                if (some.size() == SEGMENTS_AT_ONCE) {
                  walk(connection, walks, some);
                  some.clear();
                }
              }
              walk(connection, walks, some);
            }
          }
          return total(
              walks.values().stream().map(PartitionWalk::end).toList(),
              pending(connection, walks.keySet()));
        });
  }

  private static Map<Integer, PartitionWalk> partitions(Connection connection, String topicPrefix)
      throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(PARTITIONS)) {
      read.setString(1, topicPrefix);
      Map<Integer, PartitionWalk> walks = new LinkedHashMap<>();
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          walks.put(
              rows.getInt("part_id"),
              new PartitionWalk(
                  rows.getString("topic"),
                  rows.getInt("partition_number"),
                  rows.getLong("next_offset")));
        }
      }
      return walks;
    }
  }

  private static void walk(
      Connection connection, Map<Integer, PartitionWalk> walks, List<StoredSegment> segments)
      throws SQLException {
    Set<Long> files = files(connection, segments);
    for (StoredSegment segment : segments) {
      PartitionWalk walk = walks.get(segment.partId());
      if (walk != null) {
        walk.take(segment, files);
      }
    }
  }

  /// Those of the files that the segments refer to that there are.
  private static Set<Long> files(Connection connection, List<StoredSegment> segments)
      throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(FILES)) {
      read.setObject(
          1,
          segments.stream()
              .flatMap(segment -> segment.batches().stream())
              .mapToLong(LogBatch::fileId)
              .distinct()
              .toArray());
      Set<Long> files = new HashSet<>();
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          files.add(rows.getLong("file_id"));
        }
      }
      return files;
    }
  }

  private static long pending(Connection connection, Set<Integer> partIds) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(PENDING)) {
      read.setFetchSize(SEGMENTS_AT_ONCE);
      long pending = 0;
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          pending +=
              BatchCodec.unpack(rows.getBytes("packed")).stream()
                  .filter(batch -> partIds.contains(batch.partId()))
                  .count();
        }
      }
      return pending;
    }
  }

  private static LogAudit total(List<PartitionAudit> details, long pending) {
    return new LogAudit(
        details.size(),
        details.stream().mapToLong(PartitionAudit::batches).sum(),
        details.stream().mapToLong(PartitionAudit::records).sum(),
        details.stream().mapToLong(PartitionAudit::gaps).sum(),
        details.stream().mapToLong(PartitionAudit::overlaps).sum(),
        pending,
        details);
  }
}
