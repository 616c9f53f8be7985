package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Arrivals;
import dev.plimsoll.benchmarks.harness.Latencies;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Threads of one run. Appends wake the workers, as in the service; idle ones wait 2 ms.
final class RunThreads {
  private static final Duration IDLE = Duration.ofMillis(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofNanos(500_000);
  private static final Duration BETWEEN_HOUSEKEEPING = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  // Deadlock and serialization failure.
  private static final Set<String> TRY_AGAIN = Set.of("40P01", "40001");
  private static final int AGAIN = -1;

  /// Appended batches and records, the probes included.
  ///
  /// @param endedNanos when all had offsets, of [System#nanoTime]; threads end later
  record Appended(long batches, long records, long endedNanos) {
    Duration since(long beganNanos) {
      return Duration.ofNanos(endedNanos - beganNanos);
    }
  }

  private final Sequencer sequencer;
  private final Semaphore work = new Semaphore(0);
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong placed = new AtomicLong();
  private final List<Sequencer.Writer> writers = new ArrayList<>();
  private final List<Sequencer.Worker> workers = new ArrayList<>();
  private final Optional<Sequencer.Worker> housekeeper;
  private final Probe probe;
  private volatile boolean working = true;

  RunThreads(Sequencer sequencer, Scenario scenario, int producers, RunSessions sessions)
      throws SQLException {
    this.sequencer = sequencer;
    for (int i = 0; i < producers; i++) {
      writers.add(sequencer.writer(sessions.open()));
    }
    for (int i = 0; i < scenario.workers() && !sequencer.synchronous(); i++) {
      workers.add(sequencer.worker(sessions.open()));
    }
    probe =
        new Probe(
            sequencer, sequencer.writer(sessions.open()), sessions.open(), scenario.partitions());
    housekeeper = sequencer.housekeeper(sessions.open());
  }

  /// Appends at full pace the files of each producer, until all batches have offsets.
  Appended run(List<List<GeneratedFile>> files) throws Exception {
    return runAll(parts(files));
  }

  /// Appends the files of each producer without workers: a backlog for the next run.
  void appendAll(List<List<GeneratedFile>> files) throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      await(submit(threads, parts(files)), List.of());
    }
  }

  private List<Callable<@Nullable Void>> parts(List<List<GeneratedFile>> files) {
    List<Callable<@Nullable Void>> parts = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Sequencer.Writer writer = writers.get(i);
      List<GeneratedFile> own = files.get(i);
      parts.add(
          () -> {
            for (GeneratedFile file : own) {
              append(writer, file);
            }
            return null;
          });
    }
    return parts;
  }

  /// Appends each file when it is due.
  ///
  /// @param files of each producer, as are `arrivals`
  /// @param probes times at which the [Probe] appends a batch
  /// @param acknowledged takes the times from due until an append returns
  /// @param visible takes the times from due until offsets can be read
  Appended runOpen(
      List<List<GeneratedFile>> files,
      List<Arrivals> arrivals,
      Arrivals probes,
      Latencies acknowledged,
      Latencies visible)
      throws Exception {
    boolean synchronous = sequencer.synchronous();
    if (!synchronous) {
      probe.begin(visible);
    }
    long began = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
    List<Callable<@Nullable Void>> parts = new ArrayList<>();
    if (!synchronous) {
      parts.add(() -> probe.run(probes, began, this::append));
      parts.add(probe::watch);
    }
    for (int i = 0; i < files.size(); i++) {
      Sequencer.Writer writer = writers.get(i);
      List<GeneratedFile> own = files.get(i);
      Arrivals due = arrivals.get(i);
      parts.add(
          () -> {
            due.run(
                began,
                (number, dueNanos) -> {
                  append(writer, own.get(number));
                  (synchronous ? visible : acknowledged).since(dueNanos);
                });
            return null;
          });
    }
    return runAll(parts);
  }

  private Appended runAll(List<Callable<@Nullable Void>> parts) throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Callable<@Nullable Void>> beside = new ArrayList<>();
      workers.forEach(worker -> beside.add(() -> give(worker)));
      housekeeper.ifPresent(one -> beside.add(() -> keepHouse(one)));
      List<Future<?>> helpers;
      long ended;
      try {
        helpers = submit(threads, beside);
        await(submit(threads, parts), helpers);
        awaitOffsets(helpers);
        ended = System.nanoTime();
      } finally {
        working = false;
        probe.stop();
      }
      await(helpers, List.of());
      return new Appended(batches.get(), records.get(), ended);
    }
  }

  private static List<Future<?>> submit(
      ExecutorService threads, List<Callable<@Nullable Void>> tasks) {
    List<Future<?>> running = new ArrayList<>();
    tasks.forEach(task -> running.add(threads.submit(task)));
    return running;
  }

  private static void await(List<Future<?>> all, List<Future<?>> meanwhile)
      throws InterruptedException, ExecutionException {
    for (Future<?> one : all) {
      while (true) {
        try {
          one.get(100, TimeUnit.MILLISECONDS);
          break;
        } catch (TimeoutException e) {
          requireRunning(meanwhile);
        }
      }
    }
  }

  private void awaitOffsets(List<Future<?>> helpers)
      throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!workers.isEmpty() && placed.get() < batches.get()) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      requireRunning(helpers);
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%d of %d batches have offsets".formatted(placed.get(), batches.get()));
      }
    }
  }

  private static void requireRunning(List<Future<?>> helpers)
      throws InterruptedException, ExecutionException {
    for (Future<?> helper : helpers) {
      if (helper.isDone()) {
        helper.get();
      }
    }
  }

  private @Nullable Void give(Sequencer.Worker worker) throws SQLException, InterruptedException {
    while (working) {
      int given = run(worker);
      placed.addAndGet(Math.max(given, 0));
      if (given == 0 && work.tryAcquire(IDLE.toNanos(), TimeUnit.NANOSECONDS)) {
        work.drainPermits();
      }
    }
    return null;
  }

  private static int run(Sequencer.Worker worker) throws SQLException {
    try {
      return worker.run();
    } catch (SQLException e) {
      if (!TRY_AGAIN.contains(String.valueOf(SqlStates.state(e)))) {
        throw e;
      }
      return AGAIN;
    }
  }

  private @Nullable Void keepHouse(Sequencer.Worker housekeeper) throws SQLException {
    while (working) {
      if (run(housekeeper) == 0) {
        LockSupport.parkNanos(BETWEEN_HOUSEKEEPING.toNanos());
      }
    }
    return null;
  }

  private void append(Sequencer.Writer writer, GeneratedFile file) throws SQLException {
    writer.append(file);
    batches.addAndGet(file.batches());
    records.addAndGet(file.records());
    if (work.availablePermits() == 0) {
      work.release();
    }
  }
}
