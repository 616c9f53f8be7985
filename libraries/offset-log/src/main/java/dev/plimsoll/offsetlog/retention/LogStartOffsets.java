package dev.plimsoll.offsetlog.retention;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.offsetlog.retention.RetentionRule.Weighed;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Movement of log start offsets, in the caller's transaction, before segments are removed. The
/// row of the log start offset is the lock; assignment of offsets never reads it.
final class LogStartOffsets {
  /// Partitions whose first segment is published, and expires or lies below the log start offset.
  /// A record's age counts at most from when it got its offset.
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

  static List<Integer> due(Connection connection, Instant now) throws SQLException {
    return Sql.of(connection, DUE, LogBatch.micros(now)).list(row -> row.getInt("part_id"));
  }

  /// Moves a log start offset by the topic's limits, over at most 1,000 segments to keep the
  /// transaction short; the rest is due again.
  ///
  /// @return the log start offset; empty where another session has it or the partition is gone
  static OptionalLong move(Connection connection, int partId, Instant now) throws SQLException {
    return move(connection, partId, now, 0, false);
  }

  /// Moves a log start offset to the end of the last segment before an offset as well, over any
  /// number of segments: the offset is not stored.
  ///
  /// @return the log start offset; empty where the partition is gone
  static OptionalLong moveTo(Connection connection, int partId, Instant now, long beforeOffset)
      throws SQLException {
    return move(connection, partId, now, beforeOffset, true);
  }

  private static OptionalLong move(
      Connection connection, int partId, Instant now, long beforeOffset, boolean waits)
      throws SQLException {
    if (!Sql.of(connection, waits ? LOCK_WAITING : LOCK, partId).exists()) {
      return OptionalLong.empty();
    }
    // Read after the lock was taken.
    Optional<Facts> found =
        Sql.of(connection, RULE, LogBatch.micros(now), partId)
            .first(row -> Facts.of(row, beforeOffset));
    if (found.isEmpty()) {
      return OptionalLong.empty();
    }
    Facts facts = found.get();
    long logStart = logStart(connection, partId, facts, waits ? Long.MAX_VALUE : SEGMENTS_AT_ONCE);
    if (logStart > facts.logStart()) {
      Sql.of(connection, MOVE, logStart, partId, logStart).update();
    }
    return OptionalLong.of(logStart);
  }

  private record Facts(RetentionRule rule, long logStart, long ceiling, long bytesThere) {
    static Facts of(ResultSet row, long beforeOffset) throws SQLException {
      return new Facts(
          new RetentionRule(
              row.getObject("older_than", Long.class),
              row.getObject("retention_bytes", Long.class),
              beforeOffset),
          row.getLong("log_start"),
          row.getLong("ceiling"),
          row.getLong("bytes_there"));
    }
  }

  /// @param most segments to read, or a few more
  private static long logStart(Connection connection, int partId, Facts facts, long most)
      throws SQLException {
    long bytesThere = facts.bytesThere();
    long logStart = facts.logStart();
    long next = 0;
    for (long looked = 0; looked < most; looked += SEGMENTS_AT_ONCE) {
      List<Weighed> segments =
          Sql.of(connection, SEGMENTS, partId, next, SEGMENTS_AT_ONCE)
              .list(
                  row ->
                      new Weighed(
                          row.getLong("last_offset") + 1,
                          row.getLong("byte_count"),
                          row.getLong("youngest_micros")));
      logStart = facts.rule().logStart(logStart, facts.ceiling(), bytesThere, segments);
      next = segments.isEmpty() ? next : segments.getLast().nextOffset();
      if (segments.size() < SEGMENTS_AT_ONCE || logStart < next) {
        return logStart;
      }
      bytesThere -= segments.stream().mapToLong(Weighed::bytes).sum();
    }
    return logStart;
  }
}
