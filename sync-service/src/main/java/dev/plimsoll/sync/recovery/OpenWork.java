package dev.plimsoll.sync.recovery;

import dev.plimsoll.periodic.PeriodicWork;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Work that the database has open, polled at intervals, so that what a killed process had begun is
/// found. A few pieces run at a time, none twice at once in this process. Keeping other processes
/// away is up to the work.
public final class OpenWork {
  private final Consumer<UUID> work;
  private final Set<UUID> atWork = ConcurrentHashMap.newKeySet();
  private final ExecutorService workers;
  private final PeriodicWork looks;

  /// @param atATime threads, 1 or more
  /// @param open ids of the open work
  /// @param work runs on one of the threads; handles its own failures
  public OpenWork(
      String name,
      Duration interval,
      int atATime,
      Supplier<? extends Collection<UUID>> open,
      Consumer<UUID> work) {
    this.work = work;
    this.looks = PeriodicWork.every(name, interval).runs(() -> open.get().forEach(this::offer));
    this.workers =
        Executors.newFixedThreadPool(
            atATime, Thread.ofPlatform().name(name + "-", 0).daemon(true).factory());
  }

  public void start() {
    looks.start();
  }

  /// Begins nothing more; interrupts work that does not end in time, with zero at once.
  public void stop(Duration patience) throws InterruptedException {
    looks.close();
    workers.shutdown();
    if (!workers.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      workers.shutdownNow();
    }
  }

  private void offer(UUID id) {
    if (atWork.add(id)) {
      try {
        workers.execute(() -> run(id));
      } catch (RejectedExecutionException e) {
        atWork.remove(id);
      }
    }
  }

  private void run(UUID id) {
    try {
      work.accept(id);
    } finally {
      atWork.remove(id);
    }
  }
}
