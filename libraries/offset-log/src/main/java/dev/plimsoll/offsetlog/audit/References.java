package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.offsetlog.audit.SegmentScan.StoredSegment;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;

/// Comparison of `file.batch_refs` with the references of segments and manifest, in one snapshot.
final class References {
  private static final String FILES = "SELECT f.file_id, f.batch_refs FROM file f";
  private static final String SEGMENTS = "SELECT g.packed FROM segment g";
  private static final String NAMELESS =
      """
      SELECT g.packed FROM log_partition p JOIN segment g ON g.part_id = p.part_id
      WHERE p.topic IS NULL
      """;
  private static final String WAITING =
      """
      SELECT m.packed FROM manifest m
      UNION ALL SELECT q.packed FROM quarantine q WHERE q.readable
      """;
  /// As [dev.plimsoll.offsetlog.identity.ObjectName#id].
  private static final String RENAMED =
      """
      SELECT f.file_id, f.bucket, f.object_key FROM file f
      WHERE f.object_id <> md5(f.bucket || E'\n' || f.object_key)::uuid
      ORDER BY f.file_id LIMIT 500
      """;

  private static final int FILES_AT_ONCE = 10_000;
  private static final int ROWS_AT_ONCE = 200;

  @FunctionalInterface
  private interface FileCount {
    void take(long fileId, long refs);
  }

  private References() {}

  /// Every waiting batch, quarantined ones included.
  static void waiting(Connection connection, Consumer<LogBatch> batch) throws SQLException {
    batches(connection, WAITING, batch);
  }

  /// Every remaining batch of deleted topics.
  static void ofDeletedTopics(Connection connection, Consumer<LogBatch> batch) throws SQLException {
    batches(connection, NAMELESS, batch);
  }

  /// Files whose name does not match their id: their batches' readers look for another object.
  static void checkNames(Connection connection, AuditFindings findings) throws SQLException {
    Sql.of(connection, RENAMED)
        .map(
            row -> row.getLong("file_id"),
            row -> "%s in %s".formatted(row.getString("object_key"), row.getString("bucket")))
        .forEach(
            (fileId, name) ->
                findings.add(
                    FindingKind.FILE_NAME,
                    "file %d under the name that it was entered by".formatted(fileId),
                    name));
  }

  /// @param sums of all references
  static void check(Connection connection, ReferenceSums sums, AuditFindings findings)
      throws SQLException {
    files(connection, (fileId, refs) -> sums.add(fileId, -refs));
    if (sums.even()) {
      return;
    }
    ReferenceSums.Counted counted = sums.recount();
    batches(connection, SEGMENTS, batch -> counted.refers(batch.fileId()));
    waiting(connection, batch -> counted.refers(batch.fileId()));
    files(connection, counted::says);
    counted.tell(findings);
  }

  private static void files(Connection connection, FileCount count) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(FILES)) {
      read.setFetchSize(FILES_AT_ONCE);
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          count.take(rows.getLong("file_id"), rows.getLong("batch_refs"));
        }
      }
    }
  }

  private static void batches(Connection connection, String sql, Consumer<LogBatch> batch)
      throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(sql)) {
      read.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          StoredSegment.batches(rows.getBytes("packed")).forEach(batch);
        }
      }
    }
  }
}
