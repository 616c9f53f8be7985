package dev.plimsoll.benchmarks.dispatch;

import dev.plimsoll.benchmarks.harness.Latencies;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.benchmarks.stack.OneSession;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.resource.Offer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Claimants that claim until they are closed, each on a session of its own, as workers do whose
/// planner has a pool. What four claims have taken is given back or ended at once, so that claims
/// are measured rather than these; claims that find nothing do not count.
final class ClaimTrial implements AutoCloseable {
  private static final int CLAIMS_OF_AN_END = 4;

  /// What becomes of claimed jobs.
  enum End {
    /// The queue is as full afterwards as before.
    GIVEN_BACK,
    /// As in life: no job is claimed twice.
    DONE
  }

  /// One way to claim, on transactions of which each thread has its own session.
  interface Way {
    Registration on(Transactions transactions);
  }

  /// Makes the calling thread's claimant.
  interface Registration {
    Claimant register() throws SQLException;
  }

  private final BenchDatabase database;
  private final Offer offer;
  private final End jobsEnd;
  private final ThreadLocal<Connection> sessions = new ThreadLocal<>();
  private final ExecutorService threads;
  private final List<Future<?>> claimants = new ArrayList<>();
  private final ConcurrentHashMap.KeySetView<Long, Boolean> held = ConcurrentHashMap.newKeySet();
  private final AtomicInteger twice = new AtomicInteger();
  private volatile Window window = new Window(Duration.ZERO);
  private volatile boolean closed;

  /// Begins to claim.
  ClaimTrial(BenchDatabase database, Way way, Offer offer, End jobsEnd, int claimants) {
    this.database = database;
    this.offer = offer;
    this.jobsEnd = jobsEnd;
    this.threads = Executors.newFixedThreadPool(claimants);
    Registration registration = way.on(new Transactions(OneSession.of(sessions::get)));
    for (int i = 0; i < claimants; i++) {
      this.claimants.add(
          threads.submit(
              () -> {
                claim(registration);
                return null;
              }));
    }
  }

  /// What was claimed within some time.
  ///
  /// @param bySecond jobs that were claimed in each whole second of it
  record Claimed(
      double callsPerSecond, double jobsPerSecond, double p99Millis, List<Long> bySecond) {}

  /// Claims for so long, or until as many claims as there are claimants were answered, and says
  /// what came of it.
  Claimed measure(Duration length) throws InterruptedException, ExecutionException {
    Window measured = new Window(length);
    window = measured;
    Thread.sleep(length);
    while (measured.answers.get() < claimants.size()
        && claimants.stream().noneMatch(Future::isDone)) {
      Thread.sleep(10);
    }
    Claimed claimed = measured.claimed();
    window = new Window(Duration.ZERO);
    for (Future<?> claimant : claimants) {
      if (claimant.isDone()) {
        claimant.get(); // one that failed before it was closed
      }
    }
    return claimed;
  }

  /// Jobs that two claimants had at once, until now.
  int twice() {
    return twice.get();
  }

  /// Ends or gives back what the claimants still have.
  @Override
  public void close() throws InterruptedException, ExecutionException {
    closed = true;
    try {
      for (Future<?> claimant : claimants) {
        claimant.get();
      }
    } finally {
      threads.close();
    }
  }

  private void claim(Registration registration) throws SQLException {
    try (Connection session = database.open()) {
      session.setSchema(QueueTables.SCHEMA);
      sessions.set(session);
      Claimant claimant = registration.register();
      List<ClaimedJob> taken = new ArrayList<>();
      for (int call = 1; !closed; call++) {
        long called = System.nanoTime();
        List<ClaimedJob> jobs = claimant.claim(offer);
        window.add(called, jobs.size());
        jobs.forEach(job -> twice.addAndGet(held.add(job.job()) ? 0 : 1));
        taken.addAll(jobs);
        if (call % CLAIMS_OF_AN_END == 0) {
          end(claimant, taken, held);
        }
      }
      end(claimant, taken, held);
    }
  }

  private void end(Claimant claimant, List<ClaimedJob> taken, Set<Long> held) throws SQLException {
    // Before they are given back: another may have them right after.
    taken.forEach(job -> held.remove(job.job()));
    switch (jobsEnd) {
      case GIVEN_BACK -> claimant.giveBack(taken);
      case DONE -> claimant.done(taken);
    }
    taken.clear();
  }

  /// Claims that were answered within some time.
  private static final class Window {
    private final long begin = System.nanoTime();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong jobs = new AtomicLong();
    private final AtomicLongArray bySecond;
    private final Latencies latencies = new Latencies();

    Window(Duration length) {
      bySecond = new AtomicLongArray((int) length.toSeconds());
    }

    void add(long called, int claimed) {
      latencies.since(called);
      answers.incrementAndGet();
      calls.addAndGet(claimed == 0 ? 0 : 1);
      jobs.addAndGet(claimed);
      int second = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
      if (second < bySecond.length()) {
        bySecond.addAndGet(second, claimed);
      }
    }

    Claimed claimed() {
      double seconds = (System.nanoTime() - begin) / 1e9;
      List<Long> counts = new ArrayList<>();
      for (int i = 0; i < bySecond.length(); i++) {
        counts.add(bySecond.get(i));
      }
      return new Claimed(
          calls.get() / seconds, jobs.get() / seconds, latencies.percentile(0.99), counts);
    }
  }
}
