package dev.plimsoll.offsetlog.reading;

import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Reads on from an offset.
public final class FetchReader {
  /// Each holds some hundred batches at most: that many are unpacked beyond need.
  private static final int SEGMENTS_AT_ONCE = 4;

  private final Transactions transactions;

  public FetchReader(Transactions transactions) {
    this.transactions = transactions;
  }

  /// @param partId of the partition that was read
  public record Fetched(int partId, LogFetch answer) {
    /// Whether the end of the log was reached without a batch.
    public boolean isEmpty() {
      return answer.batches().isEmpty();
    }
  }

  /// The batch that holds the offset and those behind it.
  ///
  /// @throws PlimsollException NOT_FOUND for an unknown partition; OFFSET_OUT_OF_RANGE for an
  ///     offset below the start of the log or above its high watermark
  public Fetched fetch(PartitionName partition, long offset, FetchLimits limits)
      throws SQLException {
    return transactions.snapshot(connection -> fetch(connection, partition, offset, true, limits));
  }

  /// @param fromLogStart whether an offset below the start of the log is refused
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

  /// What a fetch has so far.
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

    /// @return false where it would go beyond a limit
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
