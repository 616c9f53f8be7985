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

/// Wakes readers that wait for records. One thread looks for all of them, in one statement: at
/// once when this process has given offsets, and every so often for what others have given. Who
/// waits holds no connection.
@Singleton
public final class HighWatermarks {
  private static final Duration FOR_OTHERS = Duration.ofMillis(50);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final OffsetReader reader;
  private final Duration forOthers;
  private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
  private final PeriodicWork looks;
  private volatile boolean closed;

  @Inject
  public HighWatermarks(Transactions transactions) {
    this(transactions, FOR_OTHERS);
  }

  /// @param forOthers after which it looks for what other processes have given
  public HighWatermarks(Transactions transactions, Duration forOthers) {
    this.reader = new OffsetReader(transactions);
    this.forOthers = forOthers;
    // Whoever waits while it fails asks again when the time is over. The first one who waits wakes
    // it, as all others do.
    this.looks =
        PeriodicWork.every("high-watermarks", forOthers)
            .afterAnInterval()
            .backingOff(PAUSE_AFTER_FAILURE, LONGEST_PAUSE)
            .paces(this::look);
  }

  /// Each is another one, also where two wait for the same.
  private static final class Waiter {
    private final int partId;
    private final long offset;
    private final CountDownLatch woken = new CountDownLatch(1);

    Waiter(int partId, long offset) {
      this.partId = partId;
      this.offset = offset;
    }
  }

  /// Says that offsets were given.
  public void raise() {
    if (!waiters.isEmpty()) {
      looks.wake();
    }
  }

  /// Waits until a partition's high watermark is above an offset, or the partition is gone.
  ///
  /// @param atMost after which it returns all the same
  void await(int partId, long offset, Duration atMost) throws InterruptedException {
    Waiter waiter = new Waiter(partId, offset);
    waiters.add(waiter);
    try {
      looks.start();
      // It may have been given between the caller's look and now.
      raise();
      if (!closed) {
        waiter.woken.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
      }
    } finally {
      waiters.remove(waiter);
    }
  }

  /// Who waits now.
  int waiting() {
    return waiters.size();
  }

  void stop(@Observes ShutdownEvent event) {
    closed = true;
    waiters.forEach(waiter -> waiter.woken.countDown());
    looks.close();
  }

  private Duration look(boolean woken) throws SQLException {
    look();
    return waiters.isEmpty() ? Round.UNTIL_WOKEN : forOthers;
  }

  private void look() throws SQLException {
    List<Waiter> waiting = List.copyOf(waiters);
    if (waiting.isEmpty()) {
      return;
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
  }
}
