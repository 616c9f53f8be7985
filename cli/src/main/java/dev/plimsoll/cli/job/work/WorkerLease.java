package dev.plimsoll.cli.job.work;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.JobsApi;
import dev.plimsoll.contracts.job.LeaseView;
import dev.plimsoll.contracts.job.RenewRequest;
import dev.plimsoll.contracts.job.RenewRequest.HeldJob;
import dev.plimsoll.contracts.job.WorkerView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The lease of one registration, renewed by a thread of its own. Thread-safe.
///
/// It counts from before a call is sent, so that it has run out here before it has at the planner.
final class WorkerLease implements AutoCloseable {
  private static final int RENEWALS_A_LEASE = 3;

  /// While the planner does not answer: it may come back just before the lease runs out.
  private static final int TRIES_A_LEASE = 30;

  private final JobsApi jobs;
  private final long worker;
  private final Supplier<Collection<HeldJob>> held;
  private final Consumer<List<HeldJob>> lost;
  private final Duration lease;
  private volatile long renewedNanos;
  private volatile boolean refused;
  private final Thread thread;

  private WorkerLease(
      JobsApi jobs,
      WorkerView worker,
      long registeredNanos,
      Supplier<Collection<HeldJob>> held,
      Consumer<List<HeldJob>> lost) {
    this.jobs = jobs;
    this.worker = worker.id();
    this.lease = worker.lease();
    this.renewedNanos = registeredNanos;
    this.held = held;
    this.lost = lost;
    this.thread = Thread.ofVirtual().unstarted(this::renew);
  }

  /// Registers a worker.
  ///
  /// @param lost is given the jobs that are no longer the worker's
  static WorkerLease register(
      JobsApi jobs, String name, Supplier<Collection<HeldJob>> held, Consumer<List<HeldJob>> lost) {
    long before = System.nanoTime();
    WorkerLease registered = new WorkerLease(jobs, jobs.register(name), before, held, lost);
    registered.thread.start();
    return registered;
  }

  long worker() {
    return worker;
  }

  /// Whether the worker may no longer run anything.
  boolean isOver() {
    return refused || System.nanoTime() - renewedNanos > lease.toNanos();
  }

  private void renew() {
    int parts = RENEWALS_A_LEASE;
    while (!refused) {
      try {
        Thread.sleep(lease.dividedBy(parts));
        parts = TRIES_A_LEASE;
        long before = System.nanoTime();
        List<HeldJob> named = List.copyOf(held.get());
        LeaseView answer = jobs.renew(worker, new RenewRequest(named));
        renewedNanos = before;
        parts = RENEWALS_A_LEASE;
        lost.accept(named.stream().filter(job -> answer.lost().contains(job.job())).toList());
      } catch (InterruptedException e) {
        return;
      } catch (PlimsollException e) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        // While the planner is away the lease goes on to run out.
        refused = e.code() == ErrorCode.WORKER_LOST || !ApiClient.unavailable(e);
      }
    }
  }

  /// No longer renews it.
  @Override
  public void close() {
    thread.interrupt();
  }
}
