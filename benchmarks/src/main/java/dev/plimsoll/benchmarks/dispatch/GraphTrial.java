package dev.plimsoll.benchmarks.dispatch;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.benchmarks.stack.OneSession;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.resource.Offer;
import dev.plimsoll.queue.workflow.NewJob;
import dev.plimsoll.queue.workflow.NewWorkflow;
import dev.plimsoll.queue.workflow.WorkflowQueue;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// A whole workflow, accepted and then claimed and ended in batches until nothing is left.
final class GraphTrial {
  private static final int BATCH = 100;

  private final BenchDatabase database;
  private final QueueTables tables;
  private final int jobs;
  private final int waitsOfAJob;

  /// @param waitsOfAJob of each job but the first hundred
  GraphTrial(BenchDatabase database, int jobs, int waitsOfAJob) {
    this.database = database;
    this.tables = new QueueTables(database);
    this.jobs = jobs;
    this.waitsOfAJob = waitsOfAJob;
  }

  /// @param acceptSeconds of checking and entering it
  record Gone(int jobs, int waits, double acceptSeconds, double seconds) {
    double jobsPerSecond() {
      return jobs / seconds;
    }
  }

  Gone run(int claimants) throws Exception {
    tables.create();
    List<NewJob> graph = graph();
    int waits = graph.stream().mapToInt(job -> job.waitsFor().size()).sum();
    long begin = System.nanoTime();
    try (Connection session = database.open()) {
      session.setSchema(QueueTables.SCHEMA);
      new WorkflowQueue(OneSession.transactions(session)).accept(NewWorkflow.of("graph", graph));
    }
    long accepted = System.nanoTime();
    try (Connection session = database.open()) {
      BenchDatabase.execute(
          session,
          "SET search_path = " + QueueTables.SCHEMA,
          "VACUUM ANALYZE job_wait",
          "VACUUM ANALYZE job_state");
    }
    database.checkpoint();
    long started = System.nanoTime();
    work(claimants);
    return new Gone(jobs, waits, (accepted - begin) / 1e9, (System.nanoTime() - started) / 1e9);
  }

  private void work(int claimants) throws Exception {
    AtomicInteger left = new AtomicInteger(jobs);
    ThreadLocal<Connection> sessions = new ThreadLocal<>();
    ClaimTrial.Registration registration =
        ClassClaimant.of(new Transactions(OneSession.of(sessions::get)));
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
                    Offer offer = Offer.ofAll(QueueTables.LANE, Needs.NOTHING, BATCH);
                    while (left.get() > 0) {
                      List<ClaimedJob> got = claimant.claim(offer);
                      if (got.isEmpty()) {
                        Thread.sleep(1);
                      } else {
                        claimant.done(got);
                        left.addAndGet(-got.size());
                      }
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  /// Jobs wait for some of the two thousand before them, so that enough are ready at any time.
  private List<NewJob> graph() {
    Random random = new Random(1);
    NewJob.Placement anywhere = new NewJob.Placement(QueueTables.LANE, 5, Needs.NOTHING);
    List<NewJob> graph = new ArrayList<>(jobs);
    for (int i = 0; i < jobs; i++) {
      Set<String> waits = new HashSet<>();
      for (int k = 0; i >= 2_000 && waits.size() < waitsOfAJob && k < 10; k++) {
        waits.add("j" + (i - 1_000 - random.nextInt(1_000)));
      }
      graph.add(NewJob.of("j" + i, "command", anywhere, waits));
    }
    return graph;
  }
}
