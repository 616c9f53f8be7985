package dev.plimsoll.materializer.log;

import dev.plimsoll.offsetlog.reading.HighWatermarkReader;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Wakes readers that wait for records. One thread looks for all of them, in one statement: at
/// once when this process has given offsets, and every so often for what others have given. Who
/// waits holds no connection.
@Singleton
public final class HighWatermarks {
  private static final Logger LOG = Logger.getLogger(HighWatermarks.class);
  private static final Duration FOR_OTHERS = Duration.ofMillis(50);
  private static final Duration LAST_LOOK = Duration.ofSeconds(5);

  private final HighWatermarkReader reader;
  private final Duration forOthers;
  private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
  private final Semaphore news = new Semaphore(0);
  private volatile boolean closed;
  private @Nullable Thread thread;

  @Inject
  public HighWatermarks(HighWatermarkReader reader) {
    this(reader, FOR_OTHERS);
  }

  /// @param forOthers after which it looks for what other processes have given
  public HighWatermarks(HighWatermarkReader reader, Duration forOthers) {
    this.reader = reader;
    this.forOthers = forOthers;
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
    if (!waiters.isEmpty() && news.availablePermits() == 0) {
      news.release();
    }
  }

  /// Waits until a partition's high watermark is above an offset, or the partition is gone.
  ///
  /// @param atMost after which it returns all the same
  void await(int partId, long offset, Duration atMost) throws InterruptedException {
    Waiter waiter = new Waiter(partId, offset);
    waiters.add(waiter);
    try {
      start();
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

  private synchronized void start() {
    if (thread == null && !closed) {
      thread = Thread.ofPlatform().name("high-watermarks").daemon(true).start(this::work);
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    Thread looking;
    synchronized (this) {
      closed = true;
      looking = thread;
    }
    waiters.forEach(waiter -> waiter.woken.countDown());
    if (looking != null) {
      looking.interrupt();
      looking.join(LAST_LOOK);
    }
  }

  private void work() {
    try {
      while (!closed) {
        if (waiters.isEmpty()) {
          news.acquire();
        } else {
          news.tryAcquire(forOthers.toNanos(), TimeUnit.NANOSECONDS);
        }
        news.drainPermits();
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    List<Waiter> waiting = List.copyOf(waiters);
    if (waiting.isEmpty()) {
      return;
    }
    try {
      Map<Integer, Long> found =
          reader.read(waiting.stream().map(waiter -> waiter.partId).distinct().toList());
      for (Waiter waiter : waiting) {
        Long highWatermark = found.get(waiter.partId);
        if (highWatermark == null || highWatermark > waiter.offset) {
          waiter.woken.countDown();
          waiters.remove(waiter);
        }
      }
    } catch (SQLException | RuntimeException e) {
      // Whoever waits asks again when its time is over, and is told then.
      LOG.debugf("event=high-watermarks.failed reason=%s", e);
      TimeUnit.NANOSECONDS.sleep(forOthers.toNanos());
    }
  }
}
