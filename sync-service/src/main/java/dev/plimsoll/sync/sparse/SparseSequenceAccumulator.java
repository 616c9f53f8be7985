package dev.plimsoll.sync.sparse;

import org.jspecify.annotations.Nullable;

/// Accumulator of windows: decides when they become a file. It counts; the rows are elsewhere.
///
/// Not safe for use by several threads.
public final class SparseSequenceAccumulator {
  /// What goes into one file.
  ///
  /// @param chunks windows with rows in it
  public record Batch(long rows, long bytes, int chunks) {}

  /// What to write because of a chunk, in this order.
  ///
  /// @param before what was there already: the chunk had no room beside it in memory
  /// @param with what is there now, the chunk included: it is enough for a file
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

  /// @param chunkRows 0 or more; nothing happens for none
  /// @param chunkBytes its size in memory, within the limit
  /// @throws IllegalArgumentException for more bytes than may ever be in memory: whoever reads has
  ///     to hand over smaller chunks
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

  /// Whether there is enough for a file of its own, if one is wanted.
  public boolean shouldFlush() {
    return rows >= limits.minBatchSize();
  }

  /// What is there, at the end of a table or when it shall not wait; null for nothing.
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

  /// Other limits from the next chunk on.
  public void under(SparseConfig.Accumulation changed) {
    limits = changed;
  }
}
