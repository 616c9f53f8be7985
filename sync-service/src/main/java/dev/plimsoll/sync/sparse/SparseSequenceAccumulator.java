package dev.plimsoll.sync.sparse;

import org.jspecify.annotations.Nullable;

/// Accumulator of windows: decides when they become a file. It only counts; rows are elsewhere.
///
/// Not safe for use by several threads.
public final class SparseSequenceAccumulator {
  /// Contents of one file, of so many windows with rows.
  public record Batch(long rows, long bytes, int chunks) {}

  /// Files to write after a chunk, in this order.
  ///
  /// @param before earlier rows: the chunk did not fit beside them in memory
  /// @param with all rows, the chunk included: enough for a file
  public record Flush(@Nullable Batch before, @Nullable Batch with) {
    static final Flush NOTHING = new Flush(null, null);
  }

  private SparseConfig.Accumulation limits;
  private long rows;
  private long bytes;
  private int chunks;

  public SparseSequenceAccumulator(SparseConfig.Accumulation limits) {
    this.limits = limits;
  }

  /// @param chunkRows 0 or more
  /// @param chunkBytes size in memory, within the limit
  /// @throws IllegalArgumentException for more bytes than the limit; use smaller chunks
  public Flush addChunk(long chunkRows, long chunkBytes) {
    if (chunkBytes > limits.maxMemoryBytes()) {
      throw new IllegalArgumentException(
          "a chunk of " + chunkBytes + " bytes, more than accumulation.max_memory_mb");
    }
    if (chunkRows == 0) {
      return Flush.NOTHING;
    }
    @Nullable Batch before = bytes + chunkBytes > limits.maxMemoryBytes() ? flushBuffer() : null;
    rows += chunkRows;
    bytes += chunkBytes;
    chunks++;
    boolean full = !limits.enabled() || rows >= limits.maxBatchSize();
    return new Flush(before, full ? flushBuffer() : null);
  }

  /// Returns and clears what is accumulated; null for nothing.
  public @Nullable Batch flushBuffer() {
    if (rows == 0) {
      return null;
    }
    Batch batch = new Batch(rows, bytes, chunks);
    rows = 0;
    bytes = 0;
    chunks = 0;
    return batch;
  }

  /// Sets limits for the next chunks.
  public void under(SparseConfig.Accumulation changed) {
    limits = changed;
  }
}
