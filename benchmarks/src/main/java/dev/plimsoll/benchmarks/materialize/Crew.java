package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The threads of one run. Appends wake the workers in this process, as in the service; whoever is
/// idle looks again after 2 ms.
final class Crew {
  private static final Duration IDLE = Duration.ofMillis(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofNanos(500_000);
  private static final Duration BETWEEN_HOUSEKEEPING = Duration.ofMillis(100);
  private static final Duration BETWEEN_PROBES = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  // Deadlock, serialization failure: whoever meets them goes on, as all of them must.
  private static final Set<String> TRY_AGAIN = Set.of("40P01", "40001");
  private static final int AGAIN = -1;

  /// What was sent, the probes included.
  record Appended(long batches, long records) {}

  private final Sequencer sequencer;
  private final Scenario scenario;
  private final Latencies latencies;
  private final Semaphore work = new Semaphore(0);
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong placed = new AtomicLong();
  private final List<Sequencer.Writer> writers = new ArrayList<>();
  private final List<Sequencer.Worker> workers = new ArrayList<>();
  private final Sequencer.Writer probeWriter;
  private final Connection probeReader;
  private final Optional<Sequencer.Worker> housekeeper;
  private volatile boolean producing = true;
  private volatile boolean working = true;

  Crew(Sequencer sequencer, Scenario scenario, Latencies latencies, Sessions sessions)
      throws SQLException {
    this.sequencer = sequencer;
    this.scenario = scenario;
    this.latencies = latencies;
    for (int i = 0; i < Scenario.PRODUCERS; i++) {
      writers.add(sequencer.writer(sessions.open()));
    }
    for (int i = 0; i < scenario.workers() && !sequencer.synchronous(); i++) {
      workers.add(sequencer.worker(sessions.open()));
    }
    probeWriter = sequencer.writer(sessions.open());
    probeReader = sessions.open();
    housekeeper = sequencer.housekeeper(sessions.open());
  }

  /// @param files of each producer
  Appended run(List<List<AppendedFile>> files) throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> producers = new ArrayList<>();
      List<Future<?>> helpers = new ArrayList<>();
      try {
        for (Sequencer.Worker worker : workers) {
          helpers.add(threads.submit(() -> give(worker)));
        }
        housekeeper.ifPresent(one -> helpers.add(threads.submit(() -> keepHouse(one))));
        for (int i = 0; i < files.size(); i++) {
          int producer = i;
          producers.add(
              threads.submit(() -> produce(writers.get(producer), files.get(producer), producer)));
        }
        if (!sequencer.synchronous()) {
          producers.add(threads.submit(this::probe));
        }
        await(producers.subList(0, files.size()), helpers);
        producing = false;
        await(producers, helpers);
        awaitOffsets(helpers);
      } finally {
        producing = false;
        working = false;
      }
      await(helpers, List.of());
      return new Appended(batches.get(), records.get());
    }
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

  private Void give(Sequencer.Worker worker) throws SQLException, InterruptedException {
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

  private Void keepHouse(Sequencer.Worker housekeeper) throws SQLException {
    while (working) {
      if (run(housekeeper) == 0) {
        LockSupport.parkNanos(BETWEEN_HOUSEKEEPING.toNanos());
      }
    }
    return null;
  }

  private Void produce(Sequencer.Writer writer, List<AppendedFile> files, int producer)
      throws SQLException {
    long interval =
        scenario.paced()
            ? TimeUnit.SECONDS.toNanos(1)
                * scenario.batchesPerFile()
                * Scenario.PRODUCERS
                / Scenario.PACE
            : 0;
    long due = System.nanoTime() + interval * producer / Scenario.PRODUCERS;
    for (AppendedFile file : files) {
      while (scenario.paced() && System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      due += interval;
      long began = System.nanoTime();
      append(writer, file);
      if (sequencer.synchronous()) {
        latencies.since(began);
      }
    }
    return null;
  }

  private void append(Sequencer.Writer writer, AppendedFile file) throws SQLException {
    writer.append(file);
    batches.addAndGet(file.batches());
    records.addAndGet(file.records());
    if (work.availablePermits() == 0) {
      work.release();
    }
  }

  /// Appends one batch now and then to a partition of its own, and looks when its offsets can be
  /// read.
  private Void probe() throws SQLException {
    Traffic traffic = new Traffic(Scenario.PRODUCERS, scenario.partitions(), 1, 1);
    long expected = sequencer.highWatermark(probeReader, scenario.partitions());
    while (producing) {
      AppendedFile file = traffic.next();
      long began = System.nanoTime();
      append(probeWriter, file);
      expected += file.records();
      while (working && sequencer.highWatermark(probeReader, scenario.partitions()) < expected) {
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      }
      latencies.since(began);
      LockSupport.parkNanos(BETWEEN_PROBES.toNanos());
    }
    return null;
  }
}
