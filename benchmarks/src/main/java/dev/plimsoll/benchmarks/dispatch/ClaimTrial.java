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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Claimants that claim for some time, each on a session of its own. What four claims have taken is
/// given back or ended at once, so that claims are measured rather than these; claims that find
/// nothing do not count.
final class ClaimTrial {
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
  private final Way way;
  private final Offer offer;
  private final End jobsEnd;

  ClaimTrial(BenchDatabase database, Way way, Offer offer, End jobsEnd) {
    this.database = database;
    this.way = way;
    this.offer = offer;
    this.jobsEnd = jobsEnd;
  }

  /// Result of a trial.
  ///
  /// @param bySecond jobs that were claimed in each second
  /// @param twice jobs that two claimants had at once
  record Claimed(
      double callsPerSecond,
      double jobsPerSecond,
      double p99Millis,
      List<Long> bySecond,
      int twice) {}

  Claimed run(int claimants, Duration length) throws Exception {
    long end = System.nanoTime() + length.toNanos();
    long begin = System.nanoTime();
    AtomicLong calls = new AtomicLong();
    AtomicLongArray bySecond = new AtomicLongArray((int) length.toSeconds() + 60);
    Latencies latencies = new Latencies();
    ConcurrentHashMap.KeySetView<Long, Boolean> held = ConcurrentHashMap.newKeySet();
    AtomicLong twice = new AtomicLong();
    ThreadLocal<Connection> sessions = new ThreadLocal<>();
    Registration registration = way.on(new Transactions(OneSession.of(sessions::get)));
    try (ExecutorService threads = Executors.newFixedThreadPool(claimants)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < claimants; i++) {
        all.add(
            threads.submit(
                () -> {
                  try (Connection session = database.open()) {
                    session.setSchema(QueueTables.SCHEMA);
                    sessions.set(session);
                    Claimant claimant = registration.register();
                    List<ClaimedJob> taken = new ArrayList<>();
                    for (int call = 1; System.nanoTime() < end; call++) {
                      long called = System.nanoTime();
                      List<ClaimedJob> jobs = claimant.claim(offer);
                      latencies.since(called);
                      calls.addAndGet(jobs.isEmpty() ? 0 : 1);
                      int second = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
                      bySecond.addAndGet(second, jobs.size());
                      jobs.forEach(job -> twice.addAndGet(held.add(job.job()) ? 0 : 1));
                      taken.addAll(jobs);
                      if (call % CLAIMS_OF_AN_END == 0) {
                        end(claimant, taken, held);
                      }
                    }
                    end(claimant, taken, held);
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    List<Long> counts = new ArrayList<>();
    long jobs = 0;
    for (int i = 0; i < bySecond.length(); i++) {
      jobs += bySecond.get(i);
      if (i < length.toSeconds()) {
        counts.add(bySecond.get(i));
      }
    }
    return new Claimed(
        calls.get() / seconds,
        jobs / seconds,
        latencies.percentile(0.99),
        counts,
        (int) twice.get());
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
}
