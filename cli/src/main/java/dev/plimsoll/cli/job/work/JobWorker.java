package dev.plimsoll.cli.job.work;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.JobsApi;
import dev.plimsoll.cli.local.ServiceReaper;
import dev.plimsoll.contracts.job.ClaimRequest;
import dev.plimsoll.contracts.job.EndsRequest;
import dev.plimsoll.contracts.job.EndsRequest.JobEnd;
import dev.plimsoll.contracts.job.EndsRequest.Outcome;
import dev.plimsoll.contracts.job.EndsView.Taken;
import dev.plimsoll.contracts.job.JobAssignment;
import dev.plimsoll.contracts.job.JobNeeds;
import dev.plimsoll.contracts.job.RenewRequest.HeldJob;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Worker that runs jobs of kind `command`, each as a process, as long as its lease holds.
///
/// One thread claims, starts and says how jobs ended; one renews the lease; one kills what has no
/// lease or no time any more, however long a call to the planner takes.
public final class JobWorker {
  private static final Duration LOOK = Duration.ofMillis(100);

  private final JobsApi jobs;
  private final WorkerSettings settings;
  private final Consumer<String> say;
  private final Map<Long, RunningCommand> running = new ConcurrentHashMap<>();
  private final Map<Long, JobEnd> unsaid = new LinkedHashMap<>();
  private final Set<HeldJob> lost = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile long stoppedNanos;
  private long claimedNanos = System.nanoTime() - Duration.ofDays(1).toNanos();
  private int done;
  private int failed;

  /// @param say takes a line for each begin and end
  public JobWorker(JobsApi jobs, WorkerSettings settings, Consumer<String> say) {
    this.jobs = jobs;
    this.settings = settings;
    this.say = say;
  }

  /// What it has done.
  public record Summary(int done, int failed) {}

  /// Works until it is stopped, or nothing is left of what it is to drain.
  public Summary run() {
    try (ServiceReaper reaper = ServiceReaper.start(settings.folder())) {
      JobLauncher launcher = new JobLauncher(jobs, settings.folder(), reaper);
      while (!works(launcher)) {
        say.accept("the lease has run out: registering anew");
      }
      return new Summary(done, failed);
    } finally {
      running.values().forEach(one -> one.kill("its worker has ended"));
      ended.countDown();
    }
  }

  /// Begins nothing more and ends when what runs has ended. Returns when it has.
  public void stop() {
    stoppedNanos = System.nanoTime();
    stopping = true;
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// @return whether it has ended; not so where the lease was lost
  private boolean works(JobLauncher launcher) {
    running.clear();
    unsaid.clear();
    lost.clear();
    try (WorkerLease lease = register()) {
      Thread guard = Thread.ofVirtual().start(() -> guard(lease));
      try {
        while (!lease.isOver()) {
          reap();
          if (sayEnds(lease) && isFinished()) {
            leave(lease);
            return true;
          }
          if (!stopping) {
            claim(lease, launcher);
          }
          pause();
        }
        return false;
      } catch (PlimsollException e) {
        if (e.code() != ErrorCode.WORKER_LOST) {
          throw e;
        }
        return false;
      } finally {
        guard.interrupt();
        killAll("its worker's lease has run out");
      }
    }
  }

  /// Returns when nothing runs any more: others may have the jobs already.
  private void killAll(String because) {
    running.values().forEach(one -> one.kill(because));
    while (running.values().stream().anyMatch(one -> !one.ended())) {
      pause();
    }
  }

  /// Whoever cannot say so is lost in time, without a job.
  private void leave(WorkerLease lease) {
    try {
      jobs.leave(lease.worker());
    } catch (PlimsollException e) {
      if (!ApiClient.unavailable(e)) {
        throw e;
      }
    }
  }

  private WorkerLease register() {
    boolean told = false;
    while (true) {
      try {
        return WorkerLease.register(jobs, settings.name(), this::held, lost::addAll);
      } catch (PlimsollException e) {
        if (!ApiClient.unavailable(e) || stopping) {
          throw e;
        }
        if (!told) {
          say.accept("the planner does not answer; waiting for it");
          told = true;
        }
        pause();
      }
    }
  }

  private Collection<HeldJob> held() {
    return running.values().stream().map(JobWorker::held).toList();
  }

  private static HeldJob held(RunningCommand one) {
    return new HeldJob(one.job().job(), one.job().claim());
  }

  private void guard(WorkerLease lease) {
    while (!Thread.currentThread().isInterrupted()) {
      for (RunningCommand one : running.values()) {
        one.enforceTimeLimit();
        if (lease.isOver()) {
          one.kill("its worker's lease has run out");
        } else if (lost.contains(held(one))) {
          one.kill("it is canceled, or another's");
        } else if (stopping && isGraceOver()) {
          one.kill("stopped with its worker");
        }
      }
      try {
        Thread.sleep(LOOK);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean isGraceOver() {
    @Nullable Duration grace = settings.grace();
    return grace != null && System.nanoTime() - stoppedNanos > grace.toNanos();
  }

  private void reap() {
    for (RunningCommand one : running.values()) {
      if (one.ended()) {
        JobEnd end = one.end();
        if (lost.remove(held(one))) {
          say.accept("%s: is no longer this worker's".formatted(one.job().name()));
        } else {
          unsaid.put(end.job(), end);
          say.accept(
              "%s: %s"
                  .formatted(
                      one.job().name(),
                      end.outcome() == Outcome.DONE ? "done" : "failed: " + end.message()));
        }
        running.remove(end.job());
      }
    }
  }

  /// @return whether all is said
  private boolean sayEnds(WorkerLease lease) {
    if (unsaid.isEmpty()) {
      return true;
    }
    List<JobEnd> some = unsaid.values().stream().limit(50).toList();
    try {
      for (Taken taken : jobs.end(lease.worker(), new EndsRequest(some, null)).ends()) {
        JobEnd end = unsaid.remove(taken.job());
        if (taken.taken()) {
          count(end);
        } else if (end != null && end.outcome() == Outcome.DONE && stillMine(lease, end)) {
          // Its values were refused, not its end.
          unsaid.put(
              end.job(),
              new JobEnd(
                  end.job(),
                  end.claim(),
                  Outcome.FAILED,
                  taken.reason(),
                  true,
                  end.output(),
                  null));
        } else {
          say.accept("job %d: %s".formatted(taken.job(), taken.reason()));
        }
      }
    } catch (PlimsollException e) {
      if (!ApiClient.unavailable(e)) {
        throw e;
      }
    }
    return unsaid.isEmpty();
  }

  private boolean stillMine(WorkerLease lease, JobEnd end) {
    return jobs.running(lease.worker()).stream()
        .anyMatch(job -> job.job() == end.job() && job.claim() == end.claim());
  }

  private void count(@Nullable JobEnd end) {
    if (end != null && end.outcome() == Outcome.DONE) {
      done++;
    } else if (end != null && end.outcome() == Outcome.FAILED) {
      failed++;
    }
  }

  private boolean isFinished() {
    boolean idle = running.isEmpty() && unsaid.isEmpty();
    return idle && stopping;
  }

  private void claim(WorkerLease lease, JobLauncher launcher) {
    int room = settings.most() - running.size() - unsaid.size();
    if (room < 1 || System.nanoTime() - claimedNanos < settings.poll().toNanos()) {
      return;
    }
    List<Long> known = new ArrayList<>(running.keySet());
    known.addAll(unsaid.keySet());
    List<JobAssignment> got;
    try {
      got =
          jobs.claim(
              lease.worker(),
              new ClaimRequest(
                  settings.lane(), free(), settings.all(), settings.order(), room, known));
    } catch (PlimsollException e) {
      if (!ApiClient.unavailable(e)) {
        throw e;
      }
      claimedNanos = System.nanoTime();
      return;
    }
    if (got.isEmpty()) {
      claimedNanos = System.nanoTime();
      stopping |= settings.drain() && running.isEmpty() && unsaid.isEmpty();
    }
    for (JobAssignment job : got) {
      if (stopping && !settings.drain()) {
        unsaid.put(job.job(), JobLauncher.returned(job));
      } else {
        begin(job, launcher);
      }
    }
  }

  private void begin(JobAssignment job, JobLauncher launcher) {
    switch (launcher.begin(job)) {
      case JobLauncher.Runs runs -> {
        running.put(job.job(), runs.command());
        say.accept("%s: begun, output in %s".formatted(job.name(), runs.command().log()));
      }
      case JobLauncher.Refused refused -> {
        unsaid.put(job.job(), refused.end());
        say.accept("%s: not begun: %s".formatted(job.name(), refused.because()));
      }
    }
  }

  private JobNeeds free() {
    return settings.free(running.values().stream().map(one -> one.job().needs()).toList());
  }

  private void pause() {
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "the worker was interrupted", e);
    }
  }
}
