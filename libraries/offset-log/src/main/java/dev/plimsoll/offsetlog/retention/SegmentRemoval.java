package dev.plimsoll.offsetlog.retention;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.assignment.ReleasedBatches;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.offsetlog.retention.Retention.Removed;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Removal of a partition's first segments with their references, in the caller's transaction.
/// After a crash whole slices are gone, and the next one continues.
final class SegmentRemoval {
  private static final String LOG_START =
      """
      SELECT f.log_start, f.removed_records, t.owns_objects, t.deleted_at IS NOT NULL AS deleted
      FROM partition_start f
      JOIN log_partition p ON p.part_id = f.part_id
      JOIN log_topic t ON t.topic_id = p.topic_id
      WHERE f.part_id = ?
      """;
  private static final String SEGMENTS =
      """
      SELECT g.base_offset, g.last_offset, g.byte_count, g.packed FROM segment g
      WHERE g.part_id = ? AND g.last_offset < ? ORDER BY g.last_offset LIMIT ?
      """;
  private static final String DONE_WITH =
      """
      INSERT INTO unreferenced_file (file_id, due_at)
      SELECT f.file_id, now() + CASE WHEN f.shared THEN 0 ELSE ? END * interval '1 millisecond'
      FROM file f WHERE f.file_id = ANY (?) AND f.batch_refs = 0
      ON CONFLICT (file_id) DO UPDATE
      SET due_at = excluded.due_at, attempts = 0, last_error = NULL
      """;
  private static final String DELETE = "DELETE FROM segment WHERE part_id = ? AND last_offset <= ?";
  private static final String COUNT =
      """
      UPDATE partition_start
      SET log_start = greatest(log_start, ?), removed_batches = removed_batches + ?,
        removed_records = removed_records + ?, removed_bytes = removed_bytes + ?
      WHERE part_id = ?
      """;

  private static final int SEGMENTS_AT_ONCE = 500;
  private static final int BATCHES_AT_ONCE = 5_000;

  private final Connection connection;
  private final int partId;
  private final Map<Long, Integer> released = new TreeMap<>();
  private int segments;
  private long firstOffset = -1;
  private long nextOffset;
  private long batches;
  private long bytes;

  private SegmentRemoval(Connection connection, int partId) {
    this.connection = connection;
    this.partId = partId;
  }

  /// Removes a slice.
  ///
  /// @param grace until objects without references may be deleted
  /// @throws PlimsollException CHECK_FAILED where the log is damaged: evidence is not removed
  static Slice slice(Connection connection, int partId, Duration grace) throws SQLException {
    if (!Sql.of(connection, LogStartOffsets.LOCK, partId).exists()) {
      return Slice.NOTHING;
    }
    Optional<LogStart> logStart =
        Sql.of(connection, LOG_START, partId)
            .first(
                row ->
                    new LogStart(
                        row.getBoolean("deleted") ? Long.MAX_VALUE : row.getLong("log_start"),
                        row.getLong("removed_records"),
                        row.getBoolean("owns_objects")));
    return logStart.isEmpty()
        ? Slice.NOTHING
        : new SegmentRemoval(connection, partId).remove(logStart.get(), grace);
  }

  /// @param offset below which segments are removed
  private record LogStart(long offset, long removedRecords, boolean ownsObjects) {}

  /// @param more whether its limits ended it
  record Slice(Removed removed, boolean more) {
    static final Slice NOTHING = new Slice(Removed.NOTHING, false);
  }

  private Slice remove(LogStart logStart, Duration grace) throws SQLException {
    read(logStart.offset());
    if (segments == 0) {
      return Slice.NOTHING;
    }
    require(firstOffset == logStart.removedRecords(), "begin where the ones before them ended");
    require(
        ReleasedBatches.lock(connection, released.keySet()) == released.size(),
        "have the files that they refer to");
    require(
        ReleasedBatches.release(connection, released, _ -> !logStart.ownsObjects())
            == released.size(),
        "could let go of their files");
    Sql.of(connection, DONE_WITH, grace.toMillis(), longs(released.keySet())).update();
    require(
        Sql.of(connection, DELETE, partId, nextOffset - 1).update() == segments,
        "are as many as were read");
    long records = nextOffset - firstOffset;
    Sql.of(connection, COUNT, nextOffset, batches, records, bytes, partId).update();
    return new Slice(
        new Removed(segments, batches, records, bytes),
        segments == SEGMENTS_AT_ONCE || batches >= BATCHES_AT_ONCE);
  }

  private void read(long before) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(SEGMENTS)) {
      read.setInt(1, partId);
      read.setLong(2, before);
      read.setInt(3, SEGMENTS_AT_ONCE);
      read.setFetchSize(50);
      try (ResultSet rows = read.executeQuery()) {
        while (batches < BATCHES_AT_ONCE && rows.next()) {
          if (segments++ == 0) {
            firstOffset = rows.getLong("base_offset");
          }
          nextOffset = rows.getLong("last_offset") + 1;
          bytes += rows.getLong("byte_count");
          for (LogBatch batch : BatchCodec.unpack(rows.getBytes("packed"))) {
            released.merge(batch.fileId(), 1, Integer::sum);
            batches++;
          }
        }
      }
    }
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED,
          "nothing removed of partition id %d: it does not hold that its segments %s"
              .formatted(partId, what));
    }
  }
}
