package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// A row of `segment`.
///
/// @param batches none where they cannot be read
record StoredSegment(int partId, long baseOffset, long lastOffset, List<LogBatch> batches) {

  /// The row at hand.
  static StoredSegment of(ResultSet row) throws SQLException {
    return new StoredSegment(
        row.getInt("part_id"),
        row.getLong("base_offset"),
        row.getLong("last_offset"),
        batches(row.getBytes("packed")));
  }

  private static List<LogBatch> batches(byte[] packed) {
    try {
      return BatchCodec.unpack(packed);
    } catch (PlimsollException e) {
      return List.of();
    }
  }
}
