package dev.plimsoll.offsetlog.audit;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// A scan of segments for several walks, 200 at a time. No statement reaches its session's
/// timeout, and memory does not grow with the log.
final class SegmentScan {
  /// Minimal time for which a producer is remembered.
  private static final String RECENT = "1 hour";
  private static final String SEGMENTS =
      """
      SELECT g.* FROM unnest(?::int[], ?::bigint[]) AS d (part_id, from_offset)
      CROSS JOIN LATERAL (
        SELECT g.part_id, g.base_offset, g.last_offset, g.batch_count, g.byte_count,
          g.youngest_micros, g.packed, g.committed_at > now() - interval '%s' AS recent
        FROM segment g
        WHERE g.part_id = d.part_id AND g.last_offset >= d.from_offset
        ORDER BY g.last_offset LIMIT ?) g
      """
          .formatted(RECENT);

  private static final String FILES = "SELECT f.file_id FROM file f WHERE f.file_id = ANY (?)";
  private static final String PRODUCERS =
      "SELECT n.producer_ref FROM producer_name n WHERE n.producer_ref = ANY (?)";

  private static final int AT_ONCE = 200;

  private final Connection connection;
  private final Map<Integer, PartitionWalk> walks = new LinkedHashMap<>();
  private final Consumer<LogBatch> also;

  /// @param also gets every batch that is read
  SegmentScan(Connection connection, Collection<PartitionWalk> walks, Consumer<LogBatch> also) {
    this.connection = connection;
    this.also = also;
    walks.forEach(walk -> this.walks.put(walk.facts.partId(), walk));
  }

  /// @param from the offsets at which to begin, by partition
  /// @param atMost segments of each partition
  void run(Map<Integer, Long> from, int atMost) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(SEGMENTS)) {
      read.setObject(1, ints(from.keySet()));
      read.setObject(2, longs(from.values()));
      read.setInt(3, atMost);
      read.setFetchSize(AT_ONCE);
      try (ResultSet rows = read.executeQuery()) {
        List<StoredSegment> some = new ArrayList<>();
        while (rows.next()) {
          some.add(StoredSegment.of(rows));
          if (some.size() == AT_ONCE) {
            walk(some);
            some.clear();
          }
        }
        walk(some);
      }
    }
  }

  private void walk(List<StoredSegment> segments) throws SQLException {
    PartitionWalk.Known known = known(segments);
    for (StoredSegment segment : segments) {
      PartitionWalk walk = walks.get(segment.partId());
      if (walk != null) {
        walk.take(segment, known);
      }
      segment.batches().forEach(also);
    }
  }

  private PartitionWalk.Known known(List<StoredSegment> segments) throws SQLException {
    Set<Long> files = new HashSet<>();
    Set<Integer> producers = new HashSet<>();
    for (StoredSegment segment : segments) {
      for (LogBatch batch : segment.batches()) {
        files.add(batch.fileId());
        producers.add(batch.producerRef());
      }
    }
    return new PartitionWalk.Known(
        Set.copyOf(Sql.of(connection, FILES, longs(files)).list(row -> row.getLong("file_id"))),
        Set.copyOf(
            Sql.of(connection, PRODUCERS, ints(producers))
                .list(row -> row.getInt("producer_ref"))));
  }

  /// A row of `segment`.
  ///
  /// @param recent whether its producers cannot be forgotten yet
  /// @param readable whether its batches could be unpacked; else there are none
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

    /// Empty if unreadable.
    static List<LogBatch> batches(byte[] packed) {
      try {
        return BatchCodec.unpack(packed);
      } catch (PlimsollException e) {
        return List.of();
      }
    }
  }
}
