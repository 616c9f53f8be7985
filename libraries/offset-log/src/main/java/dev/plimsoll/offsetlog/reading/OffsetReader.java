package dev.plimsoll.offsetlog.reading;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/// Offsets at which to begin reading: both ends, or by time.
public final class OffsetReader {
  /// A binary search: `youngest_micros` never decreases along the segments. The result begins
  /// between `low` and `high`; each step reads the segment at the middle offset by its key.
  private static final String AT =
      """
      WITH RECURSIVE ends AS (
        SELECT p.part_id, f.log_start, s.next_offset
        FROM log_partition p
        JOIN partition_state s ON s.part_id = p.part_id
        JOIN partition_start f ON f.part_id = p.part_id
        WHERE p.topic = ? COLLATE "C" AND p.partition_number = ?
      ), halving (part_id, low, high) AS (
        SELECT e.part_id, e.log_start, e.next_offset FROM ends e
        UNION ALL
        SELECT h.part_id,
          CASE WHEN g.youngest_micros < w.micros THEN g.last_offset + 1 ELSE h.low END,
          CASE WHEN g.youngest_micros < w.micros THEN h.high ELSE g.base_offset END
        FROM halving h
        CROSS JOIN (SELECT ?::bigint AS micros) w
        CROSS JOIN LATERAL (
          SELECT s.base_offset, s.last_offset,
            least(s.youngest_micros, (extract(epoch FROM s.committed_at) * 1000000)::bigint)
              AS youngest_micros
          FROM segment s
          WHERE s.part_id = h.part_id AND s.last_offset >= h.low + (h.high - h.low) / 2
          ORDER BY s.last_offset LIMIT 1) g
        WHERE h.low < h.high
      )
      SELECT e.log_start, e.next_offset, g.base_offset, g.packed
      FROM ends e
      LEFT JOIN LATERAL (
        SELECT s.base_offset, s.packed FROM segment s
        WHERE s.part_id = e.part_id AND s.last_offset >= (SELECT max(h.low) FROM halving h)
        ORDER BY s.last_offset LIMIT 1) g ON true
      """;
  private static final String ENDS =
      """
      SELECT f.log_start, s.next_offset
      FROM log_partition p
      JOIN partition_state s ON s.part_id = p.part_id
      JOIN partition_start f ON f.part_id = p.part_id
      WHERE p.topic = ? COLLATE "C" AND p.partition_number = ?
      """;
  private static final String HIGH_WATERMARKS =
      "SELECT s.part_id, s.next_offset FROM partition_state s WHERE s.part_id = ANY (?)";

  private final Transactions transactions;

  public OffsetReader(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Both ends of a partition, from one snapshot.
  ///
  /// @param logStart offset of the first remaining record
  /// @param highWatermark offset of the next record
  public record Ends(long logStart, long highWatermark) {}

  public record At(long offset, Ends ends) {}

  /// @throws PlimsollException NOT_FOUND
  public Ends ends(PartitionName partition) throws SQLException {
    return transactions.run(
        connection ->
            Sql.of(connection, ENDS, partition.topic(), partition.number())
                .first(OffsetReader::ends)
                .orElseThrow(() -> notFound(partition)));
  }

  /// The base offset of the first batch with a record of this instant or later: no such record is
  /// missed. The high watermark if there is none, the log start offset if retention removed it.
  ///
  /// @throws PlimsollException NOT_FOUND
  public At at(PartitionName partition, Instant instant) throws SQLException {
    // Stored times are cut to microseconds: a record of this instant is not older than that.
    long micros = LogBatch.micros(instant);
    return transactions.run(
        connection ->
            Sql.of(connection, AT, partition.topic(), partition.number(), micros)
                .first(row -> at(row, micros))
                .orElseThrow(() -> notFound(partition)));
  }

  /// High watermarks in one statement, by partition id.
  public Map<Integer, Long> highWatermarks(Collection<Integer> partIds) throws SQLException {
    return transactions.run(
        connection ->
            Sql.of(connection, HIGH_WATERMARKS, ints(partIds))
                .map(row -> row.getInt("part_id"), row -> row.getLong("next_offset")));
  }

  static PlimsollException notFound(PartitionName partition) {
    return PlimsollException.notFound(
        "no partition " + partition.number() + " of log topic " + partition.topic());
  }

  private static Ends ends(ResultSet row) throws SQLException {
    return new Ends(row.getLong("log_start"), row.getLong("next_offset"));
  }

  private static At at(ResultSet row, long micros) throws SQLException {
    Ends ends = ends(row);
    return new At(offset(row, ends, micros), ends);
  }

  private static long offset(ResultSet row, Ends ends, long micros) throws SQLException {
    long base = row.getLong("base_offset");
    if (row.wasNull()) {
      return ends.highWatermark();
    }
    for (LogBatch batch : BatchCodec.unpack(row.getBytes("packed"))) {
      if (batch.youngestMicros() >= micros) {
        return Math.max(base, ends.logStart());
      }
      base += batch.recordCount();
    }
    return ends.logStart();
  }
}
