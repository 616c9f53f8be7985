package dev.plimsoll.offsetlog.retention;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.ArrayParameters;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Removes some of a partition's first segments, with what their batches refer to, in the
/// caller's transaction: all of it or nothing. Whoever is killed in between has removed whole
/// slices; the next one goes on behind them.
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

  /// In the order in which also those who refer to files lock them.
  private static final String LOCK_FILES =
      "SELECT f.file_id FROM file f WHERE f.file_id = ANY (?) ORDER BY f.object_id FOR UPDATE";

  private static final String RELEASE =
      """
      UPDATE file f SET batch_refs = f.batch_refs - w.released, shared = f.shared OR ?
      FROM unnest(?::bigint[], ?::int[]) AS w (file_id, released)
      WHERE f.file_id = w.file_id
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
  /// @param grace until objects that nothing refers to any more may be deleted
  /// @throws PlimsollException CHECK_FAILED where the log is damaged: what is wrong is not tidied
  ///     away
  static Removed slice(Connection connection, int partId, Duration grace) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LogStartOffsets.LOCK)) {
      lock.setInt(1, partId);
      try (ResultSet row = lock.executeQuery()) {
        if (!row.next()) {
          return Removed.NOTHING;
        }
      }
    }
    try (PreparedStatement read = connection.prepareStatement(LOG_START)) {
      read.setInt(1, partId);
      try (ResultSet logStart = read.executeQuery()) {
        if (!logStart.next()) {
          return Removed.NOTHING;
        }
        return new SegmentRemoval(connection, partId)
            .remove(
                logStart.getBoolean("deleted") ? Long.MAX_VALUE : logStart.getLong("log_start"),
                logStart.getLong("removed_records"),
                logStart.getBoolean("owns_objects"),
                grace);
      }
    }
  }

  private Removed remove(long before, long removedRecords, boolean ownsObjects, Duration grace)
      throws SQLException {
    read(before);
    if (segments == 0) {
      return Removed.NOTHING;
    }
    require(firstOffset == removedRecords, "begin where the ones before them ended");
    release(ownsObjects);
    doneWith(grace);
    delete();
    count();
    return new Removed(segments, batches, nextOffset - firstOffset, bytes);
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

  private void release(boolean ownsObjects) throws SQLException {
    int locked = 0;
    try (PreparedStatement lock = connection.prepareStatement(LOCK_FILES)) {
      lock.setObject(1, fileIds());
      try (ResultSet rows = lock.executeQuery()) {
        while (rows.next()) {
          locked++;
        }
      }
    }
    require(locked == released.size(), "have the files that they refer to");
    try (PreparedStatement release = connection.prepareStatement(RELEASE)) {
      List<Map.Entry<Long, Integer>> files = List.copyOf(released.entrySet());
      release.setBoolean(1, !ownsObjects);
      ArrayParameters arrays = new ArrayParameters(release, 2);
      arrays.longs(files, Map.Entry::getKey);
      arrays.ints(files, Map.Entry::getValue);
      require(release.executeUpdate() == files.size(), "could let go of their files");
    }
  }

  private long[] fileIds() {
    return released.keySet().stream().mapToLong(Long::longValue).toArray();
  }

  private void doneWith(Duration grace) throws SQLException {
    try (PreparedStatement done = connection.prepareStatement(DONE_WITH)) {
      done.setLong(1, grace.toMillis());
      done.setObject(2, fileIds());
      done.executeUpdate();
    }
  }

  private void delete() throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      delete.setInt(1, partId);
      delete.setLong(2, nextOffset - 1);
      require(delete.executeUpdate() == segments, "are as many as were read");
    }
  }

  private void count() throws SQLException {
    try (PreparedStatement count = connection.prepareStatement(COUNT)) {
      count.setLong(1, nextOffset);
      count.setLong(2, batches);
      count.setLong(3, nextOffset - firstOffset);
      count.setLong(4, bytes);
      count.setInt(5, partId);
      count.executeUpdate();
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
