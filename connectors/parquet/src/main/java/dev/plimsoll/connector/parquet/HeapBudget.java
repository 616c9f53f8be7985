package dev.plimsoll.connector.parquet;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Budget of the heap for large rows that are read, written, loaded or compared. Each takes its
/// share before it begins, so that many workers at once do not add up. Ordinary rows need no share:
/// row groups bound what they take. Thread-safe.
public final class HeapBudget {
  /// Bytes; a longer row needs a share.
  public static final long LARGE_ROW = 4L << 20;

  /// Largest row, as a part of the heap: with its copies it fills the budget.
  private static final int ROWS_IN_HEAP = 20;

  private static final int BUDGETS_IN_HEAP = 4;

  // The bytes as they came, as values, as a page, compressed, and as text.
  private static final int COPIES = 5;

  /// Time to wait for other shares, which may wait for a source or a target.
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final HeapBudget OF_PROCESS = new HeapBudget(Runtime.getRuntime().maxMemory());

  private final long heap;
  private final int units;
  private final Semaphore free;

  /// @param heap bytes
  HeapBudget(long heap) {
    this.heap = heap;
    units = Math.max(1, mebibytes(heap / BUDGETS_IN_HEAP));
    // Fair, or a row that needs all of it would wait for ever behind smaller ones.
    free = new Semaphore(units, true);
  }

  /// Budget of this process.
  public static HeapBudget ofProcess() {
    return OF_PROCESS;
  }

  /// Bytes of the largest row that fits the heap, with all of its copies.
  public long largestRow() {
    return Math.max(LARGE_ROW, heap / ROWS_IN_HEAP);
  }

  /// Bytes that ordinary rows may take together while they wait to be written.
  public long ordinaryRows() {
    return heap / BUDGETS_IN_HEAP;
  }

  /// Share for a row, until it is closed. Waits while others have it. The holder of a share must
  /// not ask for another.
  ///
  /// @param rowBytes in COPY's form
  /// @throws PlimsollException INTERRUPTED, or CONNECTION_LOST after ten minutes: those who have
  ///     the room may in turn wait for this caller
  public Share of(long rowBytes) {
    if (rowBytes <= LARGE_ROW) {
      return new Share(0);
    }
    int wanted = Math.min(units, mebibytes(COPIES * rowBytes));
    try {
      if (!free.tryAcquire(wanted, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new PlimsollException(
            ErrorCode.CONNECTION_LOST,
            "others have had the heap's room for large rows for " + PATIENCE.toMinutes() + " min");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(
          ErrorCode.INTERRUPTED, "interrupted while it waited for room in the heap", e);
    }
    return new Share(wanted);
  }

  private static int mebibytes(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(bytes, 1L << 20));
  }

  /// Share of the heap. For one thread at a time.
  public final class Share implements AutoCloseable {
    private int taken;

    private Share(int taken) {
      this.taken = taken;
    }

    /// Releases the share; idempotent.
    @Override
    public void close() {
      free.release(taken);
      taken = 0;
    }
  }
}
