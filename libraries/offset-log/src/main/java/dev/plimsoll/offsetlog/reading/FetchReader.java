package dev.plimsoll.offsetlog.reading;

import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.reading.SegmentSlice.NumberedBatch;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Fetches of consecutive batches.
public final class FetchReader {
  /// Each holds up to 500 batches, which may be unpacked in vain.
  private static final int SEGMENTS_AT_ONCE = 4;

  private final Transactions transactions;

  public FetchReader(Transactions transactions) {
    this.transactions = transactions;
  }

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

  /// @param fromLogStart whether an offset below the log start offset is refused
  static Fetched fetch(
      Connection connection,
      PartitionName partition,
      long offset,
      boolean fromLogStart,
      FetchLimits limits)
      throws SQLException {
    Filling filling = new Filling(offset, limits);
    long from = offset;
    while (true) {
      SegmentSlice slice = SegmentSlice.read(connection, partition, from, SEGMENTS_AT_ONCE);
      if (fromLogStart && offset < slice.logStart() || offset > slice.highWatermark()) {
        throw slice.outOfRange(partition, offset);
      }
      boolean full = false;
      for (NumberedBatch batch : slice.batches()) {
        full = full || !filling.take(batch);
      }
      if (full || slice.segments() < SEGMENTS_AT_ONCE) {
        return new Fetched(
            slice.partId(),
            new LogFetch(
                NumberedBatch.named(connection, partition, filling.batches),
                filling.nextOffset,
                slice.logStart(),
                slice.highWatermark()));
      }
      from = slice.nextOffset();
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

  /// The limits of a fetch, each 1 or more. It returns at least one batch, however large.
  ///
  /// @param bytes of objects that the batches lie in
  public record FetchLimits(int batches, long records, long bytes) {}
}
