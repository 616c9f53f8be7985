package dev.plimsoll.connector.parquet;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The part of the heap that large rows share, whoever reads, writes, loads or compares them: each
/// takes what it needs before it begins, so that many workers at once do not add up. Ordinary rows
/// need no share: row groups bound what they take.
public final class HeapBudget {
  /// Of a row that needs a share.
  public static final long LARGE_ROW = 4L << 20;

  /// A row of this part of the heap can be carried: with its copies it fills the budget.
  private static final int ROWS_IN_HEAP = 20;

  private static final int BUDGETS_IN_HEAP = 4;

  // The bytes as they came, as values, as a page, compressed, and as text.
  private static final int COPIES = 5;

  /// How long others may have the room, who wait for a source or a target themselves.
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

  /// There is one heap in a process, and so one budget.
  public static HeapBudget ofProcess() {
    return OF_PROCESS;
  }

  /// Bytes of the largest row that the heap has room for, with all of its copies.
  public long largestRow() {
    return Math.max(LARGE_ROW, heap / ROWS_IN_HEAP);
  }

  /// Bytes that ordinary rows may take together while they wait to be written.
  public long ordinaryRows() {
    return heap / BUDGETS_IN_HEAP;
  }

  /// What a row takes, until it is closed. Waits while others have it. Whoever has a share must not
  /// ask for another.
  ///
  /// @param rowBytes in COPY's form
  /// @throws PlimsollException INTERRUPTED, or CONNECTION_LOST where others have kept it for
  ///     minutes: what they wait for may in turn wait for whoever asks here
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

  /// Room in the heap. For one thread at a time.
  public final class Share implements AutoCloseable {
    private int taken;

    private Share(int taken) {
      this.taken = taken;
    }

    /// Gives it back; a second time does nothing.
    @Override
    public void close() {
      free.release(taken);
      taken = 0;
    }
  }
}
