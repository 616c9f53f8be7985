package dev.plimsoll.offsetlog.retention;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.offsetlog.retention.RetentionRule.Weighed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Log start offsets of partitions, moved in the caller's transaction. Nothing is removed yet:
/// readers see the new start first.
///
/// The row of the log start offset is the lock. Those who give offsets never look at it, and
/// nothing here waits for them or has them wait.
final class LogStartOffsets {
  /// No record is younger than its offsets: one that says so ages by when it got them.
  /// Those of which at least the first segment goes, or one is still there that should be gone. A
  /// segment that log.commits has not published stays.
  private static final String DUE =
      """
      SELECT p.part_id
      FROM log_topic t
      JOIN log_partition p ON p.topic_id = t.topic_id
      JOIN partition_state s ON s.part_id = p.part_id
      JOIN partition_start f ON f.part_id = p.part_id
      JOIN publication u ON u.part_id = p.part_id
      CROSS JOIN LATERAL (
        SELECT g.last_offset, g.byte_count,
          least(g.youngest_micros, (extract(epoch FROM g.committed_at) * 1000000)::bigint)
            AS youngest_micros
        FROM segment g
        WHERE g.part_id = p.part_id ORDER BY g.last_offset LIMIT 1) g
      WHERE t.deleted_at IS NULL AND g.last_offset < u.next_offset
        AND (g.last_offset < f.log_start
          OR g.youngest_micros < ? - least(t.retention_ms, %1$d) * 1000
          OR s.bytes - f.removed_bytes - g.byte_count >= t.retention_bytes)
      ORDER BY p.part_id
      """
          .formatted(Bound.RETENTION_MS.most());

  static final String LOCK =
      "SELECT f.log_start FROM partition_start f WHERE f.part_id = ? FOR UPDATE SKIP LOCKED";

  private static final String LOCK_WAITING =
      "SELECT f.log_start FROM partition_start f WHERE f.part_id = ? FOR UPDATE";

  private static final String RULE =
      """
      SELECT f.log_start, s.bytes - f.removed_bytes AS bytes_there,
        least(s.next_offset, u.next_offset) AS ceiling,
        ? - least(t.retention_ms, %1$d) * 1000 AS older_than, t.retention_bytes
      FROM log_partition p
      JOIN log_topic t ON t.topic_id = p.topic_id
      JOIN partition_state s ON s.part_id = p.part_id
      JOIN partition_start f ON f.part_id = p.part_id
      JOIN publication u ON u.part_id = p.part_id
      WHERE p.part_id = ?
      """
          .formatted(Bound.RETENTION_MS.most());

  private static final String SEGMENTS =
      """
      SELECT g.last_offset, g.byte_count,
        least(g.youngest_micros, (extract(epoch FROM g.committed_at) * 1000000)::bigint)
          AS youngest_micros
      FROM segment g
      WHERE g.part_id = ? AND g.last_offset >= ? ORDER BY g.last_offset LIMIT ?
      """;

  private static final String MOVE =
      "UPDATE partition_start SET log_start = ? WHERE part_id = ? AND log_start < ?";

  private static final int SEGMENTS_AT_ONCE = 1_000;

  private LogStartOffsets() {}

  /// Partitions of topics that are there in which something is to be removed.
  static List<Integer> due(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(DUE)) {
      read.setLong(1, micros(now));
      try (ResultSet rows = read.executeQuery()) {
        List<Integer> partIds = new ArrayList<>();
        while (rows.next()) {
          partIds.add(rows.getInt("part_id"));
        }
        return partIds;
      }
    }
  }

  /// Moves a log start offset as the topic's limits ask for, over so many segments that the
  /// transaction stays a short one: what is left is due again.
  ///
  /// @return the log start offset; empty where somebody else is at it or the partition is gone
  static OptionalLong move(Connection connection, int partId, Instant now) throws SQLException {
    return move(connection, partId, now, 0, false);
  }

  /// Moves a log start offset also to the end of the last segment that ends before an offset,
  /// however many lie before it: nobody remembers the offset afterwards.
  ///
  /// @return the log start offset; empty where the partition is gone
  static OptionalLong moveTo(Connection connection, int partId, Instant now, long beforeOffset)
      throws SQLException {
    return move(connection, partId, now, beforeOffset, true);
  }

  private static OptionalLong move(
      Connection connection, int partId, Instant now, long beforeOffset, boolean waits)
      throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(waits ? LOCK_WAITING : LOCK)) {
      lock.setInt(1, partId);
      try (ResultSet row = lock.executeQuery()) {
        if (!row.next()) {
          return OptionalLong.empty();
        }
      }
    }
    // What is judged by is read after the lock was taken.
    try (PreparedStatement read = connection.prepareStatement(RULE)) {
      read.setLong(1, micros(now));
      read.setInt(2, partId);
      try (ResultSet row = read.executeQuery()) {
        if (!row.next()) {
          return OptionalLong.empty();
        }
        RetentionRule rule =
            new RetentionRule(
                row.getObject("older_than", Long.class),
                row.getObject("retention_bytes", Long.class),
                beforeOffset);
        long before = row.getLong("log_start");
        long logStart =
            logStart(connection, partId, rule, row, waits ? Long.MAX_VALUE : SEGMENTS_AT_ONCE);
        if (logStart > before) {
          move(connection, partId, logStart);
        }
        return OptionalLong.of(logStart);
      }
    }
  }

  /// @param facts a row of [#RULE]
  /// @param most segments to look at, or a few more
  private static long logStart(
      Connection connection, int partId, RetentionRule rule, ResultSet facts, long most)
      throws SQLException {
    long ceiling = facts.getLong("ceiling");
    long bytesThere = facts.getLong("bytes_there");
    long logStart = facts.getLong("log_start");
    long next = 0;
    for (long looked = 0; looked < most; looked += SEGMENTS_AT_ONCE) {
      List<Weighed> segments = segments(connection, partId, next);
      logStart = rule.logStart(logStart, ceiling, bytesThere, segments);
      next = segments.isEmpty() ? next : segments.getLast().nextOffset();
      if (segments.size() < SEGMENTS_AT_ONCE || logStart < next) {
        return logStart;
      }
      bytesThere -= segments.stream().mapToLong(Weighed::bytes).sum();
    }
    return logStart;
  }

  /// The first ones from an offset on.
  private static List<Weighed> segments(Connection connection, int partId, long offset)
      throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(SEGMENTS)) {
      read.setInt(1, partId);
      read.setLong(2, offset);
      read.setInt(3, SEGMENTS_AT_ONCE);
      List<Weighed> segments = new ArrayList<>();
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          segments.add(
              new Weighed(
                  rows.getLong("last_offset") + 1,
                  rows.getLong("byte_count"),
                  rows.getLong("youngest_micros")));
        }
      }
      return segments;
    }
  }

  private static void move(Connection connection, int partId, long logStart) throws SQLException {
    try (PreparedStatement move = connection.prepareStatement(MOVE)) {
      move.setLong(1, logStart);
      move.setInt(2, partId);
      move.setLong(3, logStart);
      move.executeUpdate();
    }
  }

  private static long micros(Instant now) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, now);
  }
}
