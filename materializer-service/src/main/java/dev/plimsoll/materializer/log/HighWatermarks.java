package dev.plimsoll.materializer.log;

import dev.plimsoll.offsetlog.reading.OffsetReader;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.periodic.Round;
import dev.plimsoll.postgres.transaction.Transactions;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Wake-ups for readers at the high watermark. One thread reads for all of them in one statement:
/// at once after offsets of this process, and every 50 ms for those of others. Waiting readers
/// hold no connection.
@Singleton
public final class HighWatermarks {
  private final OffsetReader reader;
  private final Duration forOthers;
  private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
  private final PeriodicWork looks;
  private volatile boolean closed;

  @Inject
  public HighWatermarks(Transactions transactions) {
    this(transactions, Duration.ofMillis(50));
  }

  /// @param forOthers interval of reads for offsets of other processes
  public HighWatermarks(Transactions transactions, Duration forOthers) {
    this.reader = new OffsetReader(transactions);
    this.forOthers = forOthers;
    // After a failure, readers poll again at their timeout. The first reader wakes the thread.
    this.looks =
        PeriodicWork.every("high-watermarks", forOthers)
            .afterAnInterval()
            .backingOff(Duration.ofMillis(50), Duration.ofSeconds(1))
            .paces(this::look);
  }

  /// By identity, since several readers may wait for the same.
  private static final class Waiter {
    private final int partId;
    private final long offset;
    private final CountDownLatch woken = new CountDownLatch(1);

    Waiter(int partId, long offset) {
      this.partId = partId;
      this.offset = offset;
    }
  }

  /// Reports new offsets.
  public void raise() {
    if (!waiters.isEmpty()) {
      looks.wake();
    }
  }

  /// Waits until a partition's high watermark is above an offset, or the partition is gone.
  void await(int partId, long offset, Duration atMost) throws InterruptedException {
    Waiter waiter = new Waiter(partId, offset);
    waiters.add(waiter);
    try {
      looks.start();
      // Offsets may have been given since the caller's read.
      raise();
      if (!closed) {
        waiter.woken.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
      }
    } finally {
      waiters.remove(waiter);
    }
  }

  int waiting() {
    return waiters.size();
  }

  void stop(@Observes ShutdownEvent event) {
    closed = true;
    waiters.forEach(waiter -> waiter.woken.countDown());
    looks.close();
  }

  private Duration look(boolean woken) throws SQLException {
    List<Waiter> waiting = List.copyOf(waiters);
    if (waiting.isEmpty()) {
      return Round.UNTIL_WOKEN;
    }
    Map<Integer, Long> found =
        reader.highWatermarks(waiting.stream().map(waiter -> waiter.partId).distinct().toList());
    for (Waiter waiter : waiting) {
      Long highWatermark = found.get(waiter.partId);
      if (highWatermark == null || highWatermark > waiter.offset) {
        waiter.woken.countDown();
        waiters.remove(waiter);
      }
    }
    return waiters.isEmpty() ? Round.UNTIL_WOKEN : forOthers;
  }
}
