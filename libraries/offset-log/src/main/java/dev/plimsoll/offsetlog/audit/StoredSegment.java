package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// A row of `segment`.
///
/// @param recent whether it was stored so lately that nobody can have forgotten its producers
/// @param readable whether its batches could be unpacked; else there is none
record StoredSegment(
    int partId,
    long baseOffset,
    long lastOffset,
    int batchCount,
    long byteCount,
    long youngestMicros,
    boolean recent,
    boolean readable,
    List<LogBatch> batches) {

  /// The row at hand.
  static StoredSegment of(ResultSet row) throws SQLException {
    List<LogBatch> batches = batches(row.getBytes("packed"));
    return new StoredSegment(
        row.getInt("part_id"),
        row.getLong("base_offset"),
        row.getLong("last_offset"),
        row.getInt("batch_count"),
        row.getLong("byte_count"),
        row.getLong("youngest_micros"),
        row.getBoolean("recent"),
        !batches.isEmpty(),
        batches);
  }

  /// None where they cannot be read.
  static List<LogBatch> batches(byte[] packed) {
    try {
      return BatchCodec.unpack(packed);
    } catch (PlimsollException e) {
      return List.of();
    }
  }
}
