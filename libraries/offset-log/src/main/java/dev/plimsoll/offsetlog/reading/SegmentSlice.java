package dev.plimsoll.offsetlog.reading;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.Names;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Some segments of a partition with both ends of its log, from one statement.
///
/// @param logStart offset of the first remaining record
/// @param highWatermark offset of the next record
/// @param segments number of segments read
/// @param batches of all these segments
record SegmentSlice(
    int partId, long logStart, long highWatermark, int segments, List<NumberedBatch> batches) {
  /// At least one row for an existing partition: without a segment, just its ends.
  private static final String READ =
      """
      SELECT p.part_id, f.log_start, s.next_offset, g.base_offset, g.packed
      FROM log_partition p
      JOIN partition_state s ON s.part_id = p.part_id
      JOIN partition_start f ON f.part_id = p.part_id
      LEFT JOIN LATERAL (
        SELECT g.base_offset, g.last_offset, g.packed FROM segment g
        WHERE g.part_id = p.part_id AND g.last_offset >= ?
        ORDER BY g.last_offset LIMIT ?) g ON true
      WHERE p.topic = ? COLLATE "C" AND p.partition_number = ?
      ORDER BY g.last_offset
      """;

  /// From the segment that holds an offset on.
  ///
  /// @throws PlimsollException NOT_FOUND
  static SegmentSlice read(Connection connection, PartitionName partition, long from, int segments)
      throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(READ)) {
      read.setLong(1, from);
      read.setInt(2, segments);
      read.setString(3, partition.topic());
      read.setInt(4, partition.number());
      try (ResultSet rows = read.executeQuery()) {
        if (!rows.next()) {
          throw notFound(partition);
        }
        return of(rows);
      }
    }
  }

  private static SegmentSlice of(ResultSet rows) throws SQLException {
    int partId = rows.getInt("part_id");
    long logStart = rows.getLong("log_start");
    long highWatermark = rows.getLong("next_offset");
    int segments = 0;
    List<NumberedBatch> batches = new ArrayList<>();
    do {
      long base = rows.getLong("base_offset");
      if (!rows.wasNull()) {
        segments++;
        for (LogBatch batch : BatchCodec.unpack(rows.getBytes("packed"))) {
          batches.add(new NumberedBatch(base, batch));
          base += batch.recordCount();
        }
      }
    } while (rows.next());
    return new SegmentSlice(partId, logStart, highWatermark, segments, batches);
  }

  static PlimsollException notFound(PartitionName partition) {
    return PlimsollException.notFound(
        "no partition " + partition.number() + " of log topic " + partition.topic());
  }

  PlimsollException outOfRange(PartitionName partition, long offset) {
    return new PlimsollException(
        ErrorCode.OFFSET_OUT_OF_RANGE,
        "%s has offsets from %d to its high watermark %d, not %d"
            .formatted(partition, logStart, highWatermark, offset));
  }

  long nextOffset() {
    return batches.getLast().nextOffset();
  }

  record NumberedBatch(long baseOffset, LogBatch batch) {
    long nextOffset() {
      return baseOffset + batch.recordCount();
    }

    /// With names, in the snapshot in which they were read.
    static List<BatchCommitted> named(
        Connection connection, PartitionName partition, List<NumberedBatch> batches)
        throws SQLException {
      if (batches.isEmpty()) {
        return List.of();
      }
      Names names = Names.of(connection, batches.stream().map(NumberedBatch::batch).toList());
      return batches.stream()
          .map(one -> names.committed(partition, one.baseOffset(), one.batch()))
          .toList();
    }
  }
}
