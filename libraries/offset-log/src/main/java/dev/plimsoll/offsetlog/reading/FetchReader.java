package dev.plimsoll.offsetlog.reading;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogBatches;
import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.Names;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Fetches of consecutive batches. Segments never change and high watermarks only grow, so
/// consecutive pages fit together.
public final class FetchReader {
  /// Each holds up to 500 batches, which may be unpacked in vain.
  private static final int SEGMENTS_AT_ONCE = 4;

  private final Transactions transactions;

  public FetchReader(Transactions transactions) {
    this.transactions = transactions;
  }

  /// The limits of a fetch, each 1 or more. It returns at least one batch, however large.
  ///
  /// @param bytes of objects that the batches lie in
  public record FetchLimits(int batches, long records, long bytes) {}

  public record Fetched(int partId, LogFetch answer) {
    /// Whether the high watermark was reached without a batch.
    public boolean isEmpty() {
      return answer.batches().isEmpty();
    }
  }

  /// Fetches the batch that holds the offset and those behind it.
  ///
  /// @throws PlimsollException NOT_FOUND; OFFSET_OUT_OF_RANGE below the log start offset or above
  ///     the high watermark
  public Fetched fetch(PartitionName partition, long offset, FetchLimits limits)
      throws SQLException {
    return transactions.snapshot(connection -> fetch(connection, partition, offset, true, limits));
  }

  /// The batch that holds `offset` and those behind it.
  ///
  /// @param offset 0 or more; at the high watermark the answer is empty
  /// @param limit batches, 1 or more
  /// @throws PlimsollException NOT_FOUND; OFFSET_OUT_OF_RANGE beyond the high watermark
  public LogBatches batches(PartitionName partition, long offset, int limit) throws SQLException {
    FetchLimits limits = new FetchLimits(limit, Long.MAX_VALUE, Long.MAX_VALUE);
    LogFetch found =
        transactions
            .snapshot(connection -> fetch(connection, partition, offset, false, limits))
            .answer();
    return new LogBatches(found.batches(), found.nextOffset(), found.highWatermark());
  }

  /// @param fromLogStart whether an offset below the log start offset is refused
  private static Fetched fetch(
      Connection connection,
      PartitionName partition,
      long offset,
      boolean fromLogStart,
      FetchLimits limits)
      throws SQLException {
    Filling filling = new Filling(offset, limits);
    long from = offset;
    while (true) {
      SegmentSlice slice = SegmentSlice.read(connection, partition, from);
      if (fromLogStart && offset < slice.logStart() || offset > slice.highWatermark()) {
        throw new PlimsollException(
            ErrorCode.OFFSET_OUT_OF_RANGE,
            "%s has offsets from %d to its high watermark %d, not %d"
                .formatted(partition, slice.logStart(), slice.highWatermark(), offset));
      }
      boolean full = false;
      for (NumberedBatch batch : slice.batches()) {
        full = full || !filling.take(batch);
      }
      if (full || slice.segments() < SEGMENTS_AT_ONCE) {
        return new Fetched(
            slice.partId(),
            new LogFetch(
                named(connection, partition, filling.batches),
                filling.nextOffset,
                slice.logStart(),
                slice.highWatermark()));
      }
      from = slice.batches().getLast().nextOffset();
    }
  }

  /// With names, in the snapshot in which they were read.
  private static List<BatchCommitted> named(
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

  private record NumberedBatch(long baseOffset, LogBatch batch) {
    long nextOffset() {
      return baseOffset + batch.recordCount();
    }
  }

  /// Some segments of a partition with both ends of its log, from one statement.
  ///
  /// @param logStart offset of the first remaining record
  /// @param highWatermark offset of the next record
  /// @param segments number of segments read
  /// @param batches of all these segments
  private record SegmentSlice(
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
    static SegmentSlice read(Connection connection, PartitionName partition, long from)
        throws SQLException {
      try (PreparedStatement read = connection.prepareStatement(READ)) {
        read.setLong(1, from);
        read.setInt(2, SEGMENTS_AT_ONCE);
        read.setString(3, partition.topic());
        read.setInt(4, partition.number());
        try (ResultSet rows = read.executeQuery()) {
          if (!rows.next()) {
            throw OffsetReader.notFound(partition);
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
  }

  private static final class Filling {
    private final FetchLimits limits;
    private final List<NumberedBatch> batches = new ArrayList<>();
    private long nextOffset;
    private long records;
    private long bytes;

    Filling(long offset, FetchLimits limits) {
      this.nextOffset = offset;
      this.limits = limits;
    }

    /// @return false where it would exceed a limit
    boolean take(NumberedBatch batch) {
      if (batch.nextOffset() <= nextOffset) {
        return true;
      }
      if (!batches.isEmpty()
          && (batches.size() == limits.batches()
              || batch.batch().recordCount() > limits.records() - records
              || batch.batch().byteLength() > limits.bytes() - bytes)) {
        return false;
      }
      batches.add(batch);
      records += batch.batch().recordCount();
      bytes += batch.batch().byteLength();
      nextOffset = batch.nextOffset();
      return true;
    }
  }
}
