package dev.plimsoll.benchmarks.dispatch;

import dev.plimsoll.benchmarks.harness.Latencies;
import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.JobsApi;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.job.ClaimRequest;
import dev.plimsoll.contracts.job.EndsRequest;
import dev.plimsoll.contracts.job.EndsRequest.JobEnd;
import dev.plimsoll.contracts.job.EndsRequest.Outcome;
import dev.plimsoll.contracts.job.EndsView;
import dev.plimsoll.contracts.job.EndsView.Taken;
import dev.plimsoll.contracts.job.JobAssignment;
import dev.plimsoll.contracts.job.JobNeeds;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.job.WorkflowRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Jobs that are claimed and ended through the planner's API, as workers of any language do it:
/// each call says the ends of all that the one before gave, and asks for more.
final class ApiTrial {
  private static final String LANE = "bench";
  private static final JobNeeds JOB = new JobNeeds(4, 1L << 30, 0, 0, null);
  private static final JobNeeds WORKER = new JobNeeds(16, 64L << 30, 0, 0, null);
  private static final int MOST = 50;

  private final JobsApi api;
  private final int jobs;

  ApiTrial(ApiClient planner, int jobs) {
    this.api = new JobsApi(planner);
    this.jobs = jobs;
  }

  /// @param callsPerSecond claims that were given jobs
  /// @param p99Millis of these
  record Served(int claimants, double callsPerSecond, double jobsPerSecond, double p99Millis) {}

  /// Works off workflows of its own.
  Served run(int claimants) throws Exception {
    int most = (int) Bound.JOBS.most();
    for (int first = 0; first < jobs; first += most) {
      create(IntStream.range(first, Math.min(jobs, first + most)));
    }
    AtomicInteger left = new AtomicInteger(jobs);
    AtomicInteger calls = new AtomicInteger();
    Latencies latencies = new Latencies();
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(claimants)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < claimants; i++) {
        all.add(
            threads.submit(
                () -> {
                  try {
                    work(left, calls, latencies);
                  } finally {
                    left.set(0); // else the others wait for what this one has left
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Served(claimants, calls.get() / seconds, jobs / seconds, latencies.percentile(0.99));
  }

  private void create(IntStream numbers) {
    api.create(
        new WorkflowRequest("bench", numbers.mapToObj(ApiTrial::job).toList(), null, "bench"),
        UUID.randomUUID().toString());
  }

  private void work(AtomicInteger left, AtomicInteger calls, Latencies latencies) {
    long worker = api.register("bench").id();
    List<JobAssignment> got = List.of();
    while (left.get() > 0) {
      long called = System.nanoTime();
      List<JobAssignment> more =
          got.isEmpty() ? api.claim(worker, claim()) : endAndClaim(worker, got);
      left.addAndGet(-got.size());
      got = more;
      if (!got.isEmpty()) {
        latencies.since(called);
        calls.incrementAndGet();
      }
    }
    api.leave(worker);
  }

  private List<JobAssignment> endAndClaim(long worker, List<JobAssignment> got) {
    List<JobEnd> ends = got.stream().map(ApiTrial::done).toList();
    EndsView answer = api.end(worker, new EndsRequest(ends, claim()));
    if (!answer.ends().stream().allMatch(Taken::taken)) {
      throw new IllegalStateException("an end was refused: " + answer.ends());
    }
    return answer.jobs();
  }

  private static JobEnd done(JobAssignment job) {
    return new JobEnd(job.job(), job.claim(), Outcome.DONE, null, false, null, null);
  }

  private static ClaimRequest claim() {
    return new ClaimRequest(LANE, WORKER, null, null, MOST, List.of());
  }

  private static JobRequest job(int number) {
    return new JobRequest(
        "j" + number, null, null, LANE, null, JOB, null, List.of(), List.of(), List.of());
  }
}
