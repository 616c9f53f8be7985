package dev.plimsoll.planner.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.planning.schedule.BuildSchedule;
import dev.plimsoll.planning.schedule.BuildSchedule.Placement;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.simulation.Simulator;
import dev.plimsoll.planning.sizing.BtreeSize;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildSizer;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.sizing.KeyShape;
import dev.plimsoll.planning.strategy.Strategies;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.claim.Claims;
import dev.plimsoll.queue.completion.Completions;
import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.resource.Offer;
import dev.plimsoll.queue.worker.Workers;
import dev.plimsoll.queue.workflow.NewJob;
import dev.plimsoll.queue.workflow.NewWorkflow;
import dev.plimsoll.queue.workflow.WorkflowQueue;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The queue as the oracle of the simulation: given the same builds, and what those that run leave
/// free, `claim_jobs` hands out at each moment those that the simulation begins.
@QuarkusTest
class QueueOrderIT {
  private static final int CORES = 4;
  private static final long MEMORY = 3L << 30;
  private static final int BUILDS = 40;

  @Inject DataSource dataSource;

  @BeforeAll
  static void topics() {
    PlannerFixture.createOtherServicesTopics();
  }

  @ParameterizedTest
  @CsvSource({"queue, GPUS_RUNTIME_MEMORY", "queue-by-memory, GPUS_MEMORY_RUNTIME"})
  void theSimulationBeginsWhatTheQueueHandsOut(String strategy, Offer.Order order)
      throws SQLException {
    // given builds in any order, each on a table of its own
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    List<Job> jobs = jobs(new Random(seed));
    BuildSchedule schedule =
        Simulator.predict(
            Strategies.named(strategy).orElseThrow(), jobs, machine(), BuildCosts.DEFAULT);
    assertThat(schedule.placements()).hasSize(BUILDS);
    Transactions transactions = new Transactions(dataSource);
    String lane = "order-" + strategy;
    WorkflowQueue.Accepted accepted =
        new WorkflowQueue(transactions).accept(workflow(lane, jobs, schedule));
    Workers workers = new Workers(transactions, Duration.ofMinutes(5));
    long worker = workers.register(lane);
    Claims claims = new Claims(transactions, Duration.ofMinutes(1));
    Completions completions = new Completions(transactions);

    // when time passes from one start or end to the next
    Map<String, ClaimedJob> running = new HashMap<>();
    Set<Duration> moments = new TreeSet<>();
    for (Placement one : schedule.placements()) {
      moments.add(one.start());
      moments.add(one.end());
    }
    for (Duration now : moments) {
      List<ClaimedJob> ended = new ArrayList<>();
      for (Placement one : schedule.placements()) {
        if (one.end().equals(now)) {
          ended.add(running.remove(one.job().id()));
        }
      }
      completions.done(ended);
      List<Placement> busy =
          schedule.placements().stream()
              .filter(one -> running.containsKey(one.job().id()))
              .toList();
      Needs free =
          new Needs(
              1_000 * (CORES - busy.size()),
              MEMORY - busy.stream().mapToLong(one -> one.option().memoryBytes()).sum(),
              0,
              0,
              Duration.ofDays(300));
      Needs all = new Needs(1_000 * CORES, MEMORY, 0, 0, Duration.ofDays(300));
      for (ClaimedJob job : claims.claim(worker, new Offer(lane, free, all, order, BUILDS))) {
        running.put(jobs.get((int) (job.job() - accepted.firstJobId())).id(), job);
      }

      // then the same run
      assertThat(running.keySet())
          .as("%s at %s", strategy, now)
          .isEqualTo(
              schedule.placements().stream()
                  .filter(one -> one.start().compareTo(now) <= 0 && one.end().compareTo(now) > 0)
                  .map(one -> one.job().id())
                  .collect(Collectors.toSet()));
    }
    assertThat(running).isEmpty();
  }

  private static NewWorkflow workflow(String lane, List<Job> jobs, BuildSchedule schedule) {
    return NewWorkflow.of(
        lane,
        jobs.stream()
            .map(
                job -> {
                  Placement placed = schedule.of(job.id());
                  return NewJob.of(
                      job.id(),
                      "build",
                      new NewJob.Placement(
                          lane,
                          5,
                          new Needs(
                              1_000,
                              placed.option().memoryBytes(),
                              0,
                              0,
                              placed.option().elapsed())),
                      Set.of());
                })
            .toList());
  }

  /// As many slots as cores, and no workers: what a build needs is the same at each moment.
  private static Machine machine() {
    return new Machine(
        new Capacity(CORES, MEMORY, 0, 1L << 50, 1L << 50, CapacityLimits.NONE),
        LaneThresholds.DEFAULT,
        Map.of(Lane.LARGE, CORES, Lane.MEDIUM, CORES, Lane.SMALL, CORES),
        0,
        8L << 20);
  }

  /// No two runtimes are of one second, which the queue counts in.
  private static List<Job> jobs(Random random) {
    BuildSizer sizer = machine().sizer(BuildCosts.DEFAULT);
    Set<Long> seconds = new HashSet<>();
    List<Job> jobs = new ArrayList<>();
    while (jobs.size() < BUILDS) {
      long rows = 5_000_000L + random.nextInt(300_000_000);
      KeyShape key = KeyShape.of(rows, KeyKind.TEXT_C, random.nextBoolean() ? 65 : 9);
      BuildWork work = BuildWork.ofBtree(key, rows * 170, BtreeSize.bytes(key, true, 90));
      if (seconds.add(sizer.options(work).getFirst().elapsed().toSeconds())) {
        String name = "t%02d".formatted(jobs.size());
        jobs.add(new Job(name, new QualifiedName("public", name), work, false, Set.of()));
      }
    }
    return jobs;
  }
}
