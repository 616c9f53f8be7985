package dev.plimsoll.scan.run;

import dev.plimsoll.scan.range.RangeBoard;
import dev.plimsoll.scan.range.RangeBoard.Assignment;
import dev.plimsoll.scan.range.RangeBoard.KeepAnswer;
import dev.plimsoll.scan.range.ScanRange;
import dev.plimsoll.scan.run.RangeReader.Portion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Parallel scan: workers read ranges, and one consumer takes the portions in no order.
///
/// - Memory is bounded by the budget of waiting portions, and one portion for each worker.
/// - The first failure stops all workers, and {@link #next} throws it.
/// - {@link #close} cancels, interrupts and joins the workers.
/// - The end is reported only when every range was read to its end.
public final class ParallelScan<K, P> implements AutoCloseable {
  /// @param workers 1 or more
  /// @param budget weight of portions that may wait for the consumer, 1 or more
  /// @param threads factory of workers' threads: virtual for waiting, platform for computing
  public record Options(int workers, long budget, ThreadFactory threads) {
    public Options {
      if (workers < 1 || budget < 1) {
        throw new IllegalArgumentException("workers " + workers + ", budget " + budget);
      }
    }

    public static Options virtual(int workers, long budget) {
      return new Options(workers, budget, Thread.ofVirtual().name("scan-", 0).factory());
    }
  }

  private final RangeBoard<K> board;
  private final RangeReader<K, P> reader;
  private final Handover<P> handover;
  private final AtomicInteger running;
  private final List<Thread> threads = new ArrayList<>();
  private final ReentrantLock ending = new ReentrantLock();
  private @Nullable Throwable failure;
  private volatile boolean cancelled;

  private ParallelScan(RangeBoard<K> board, RangeReader<K, P> reader, Options options) {
    this.board = board;
    this.reader = reader;
    this.handover = new Handover<>(options.budget());
    this.running = new AtomicInteger(options.workers());
    for (int i = 0; i < options.workers(); i++) {
      String name = "worker-" + i;
      threads.add(options.threads().newThread(() -> work(name)));
    }
  }

  /// @param board used by this scan only
  public static <K, P> ParallelScan<K, P> start(
      RangeBoard<K> board, RangeReader<K, P> reader, Options options) {
    ParallelScan<K, P> scan = new ParallelScan<>(board, reader, options);
    scan.threads.forEach(Thread::start);
    return scan;
  }

  /// The next portion; null after the last.
  ///
  /// @throws ScanFailedException when a worker has failed
  /// @throws IllegalStateException when the scan was closed before its end
  /// @throws InterruptedException when the consumer is interrupted; the scan continues until closed
  public @Nullable P next() throws InterruptedException {
    @Nullable P content = handover.take();
    if (content == null) {
      requireWhole();
    }
    return content;
  }

  private void requireWhole() {
    ending.lock();
    try {
      if (failure != null) {
        throw new ScanFailedException(failure);
      }
      if (cancelled) {
        throw new IllegalStateException("the scan was closed before its end");
      }
      if (!board.isComplete()) {
        throw new IllegalStateException("a range was not read to its end");
      }
    } finally {
      ending.unlock();
    }
  }

  private void work(String name) {
    try {
      Optional<Assignment<K>> assignment = board.take(name);
      while (assignment.isPresent() && !cancelled) {
        readAll(assignment.get());
        assignment = board.take(name);
      }
    } catch (Throwable e) {
      fail(e);
    } finally {
      if (running.decrementAndGet() == 0) {
        handover.end(false);
      }
    }
  }

  private void readAll(Assignment<K> assignment) throws Exception {
    @Nullable ScanRange<K> rest = assignment.rest();
    while (rest != null && !cancelled) {
      @Nullable K reach = reader.reach(rest);
      if (reach != null) {
        board.reach(assignment.id(), assignment.claim(), reach);
      }
      Portion<K, P> portion = reader.read(rest);
      rest =
          switch (board.keep(assignment.id(), assignment.claim(), portion.end())) {
            case KeepAnswer.GoOn<K>(ScanRange<K> left) -> handOver(portion) ? left : null;
            case KeepAnswer.WholeRange<K> _ -> {
              handOver(portion);
              yield null;
            }
            case KeepAnswer.CutShort<K>(ScanRange<K> shorter) -> shorter;
            case KeepAnswer.Fenced<K> _ ->
                throw new IllegalStateException("range " + assignment.id() + " was taken away");
          };
    }
  }

  private boolean handOver(Portion<K, P> portion) throws InterruptedException {
    @Nullable P content = portion.content();
    return content == null || handover.put(content, portion.weight());
  }

  private void fail(Throwable e) {
    ending.lock();
    try {
      if (cancelled) {
        // Errors caused by stopping are only added to the failure that stopped the scan.
        if (failure != null && failure != e && !(e instanceof InterruptedException)) {
          failure.addSuppressed(e);
        }
        return;
      }
      failure = e;
      cancelled = true;
    } finally {
      ending.unlock();
    }
    stop();
  }

  // Without the lock: a reader may have to ask a server.
  private void stop() {
    handover.end(true);
    for (Thread thread : threads) {
      if (thread != Thread.currentThread()) {
        reader.stop(thread);
      }
    }
  }

  /// Cancels running workers and waits for their end, even if they ignore interruption. The
  /// caller's own interruption is preserved.
  @Override
  public void close() {
    boolean stopping;
    ending.lock();
    try {
      stopping = running.get() > 0 && !cancelled;
      cancelled |= stopping;
    } finally {
      ending.unlock();
    }
    if (stopping) {
      stop();
    } else {
      handover.end(true);
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
