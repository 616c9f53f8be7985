package dev.plimsoll.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.queue.QueueDatabase;
import dev.plimsoll.queue.completion.Completions;
import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.resource.Offer;
import dev.plimsoll.queue.upkeep.Ageing;
import dev.plimsoll.queue.upkeep.DueJobs;
import dev.plimsoll.queue.upkeep.EndedWorkflows;
import dev.plimsoll.queue.upkeep.LostWorkers;
import dev.plimsoll.queue.worker.Workers;
import dev.plimsoll.queue.workflow.NewJob;
import dev.plimsoll.queue.workflow.NewWorkflow;
import dev.plimsoll.queue.workflow.WorkflowQueue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sixteen claimants, of which some are killed with their jobs, some freeze past their lease and
/// say their jobs' ends afterwards, and all lose sessions in the middle of statements.
///
/// The oracle is this test's own memory of the graph and of what each claimant ran.
final class ClaimantsIT {
  private static final int JOBS = 3_000;
  private static final int CLAIMANTS = 16;

  /// Each of which serves some claimants, together where they come together.
  private static final int PLANNERS = 5;
  private static final int MILLICORES = 8_000;
  private static final long MEMORY = 16L << 30;
  private static final Duration LEASE = Duration.ofMillis(700);

  private final long seed = System.nanoTime();
  private final QueueDatabase database = new QueueDatabase("claimants");
  private final WorkflowQueue queue = new WorkflowQueue(database.transactions());
  private final Workers workers = new Workers(database.transactions(), LEASE);
  private final Completions completions = new Completions(database.transactions());

  private final List<Needs> needs = new ArrayList<>();
  private final List<Set<Integer>> waits = new ArrayList<>();
  private final Set<Integer> done = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Long> running = new ConcurrentHashMap<>();

  /// When each worker last asked for the lease that it got: until its end nobody may have its jobs.
  private final Map<Long, Long> leased = new ConcurrentHashMap<>();

  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger killed = new AtomicInteger();
  private final AtomicInteger frozen = new AtomicInteger();
  private final AtomicInteger cut = new AtomicInteger();
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  private long first;

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  @Timeout(120)
  void everyJobIsDoneOnceAndNothingIsOverClaimed() throws Exception {
    first = queue.accept(graph(new Random(seed))).firstJobId();
    List<Claims> planners =
        Stream.generate(() -> new Claims(database.transactions(), Duration.ofMillis(500)))
            .limit(PLANNERS)
            .toList();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CLAIMANTS; i++) {
      Random random = new Random(seed + i + 1);
      Claims claims = planners.get(i % planners.size());
      threads.add(start("claimant " + i, () -> claimUntilDone(random, claims)));
    }
    threads.add(start("upkeep", this::keepUp));
    threads.add(start("killer", () -> cutSessions(new Random(seed - 1))));
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(broken.get()).as("seed %d", seed).isNull();
    assertThat(wrong).as("seed %d", seed).isEmpty();
    assertThat(done).as("seed %d", seed).hasSize(JOBS);
    assertThat(database.text("SELECT DISTINCT state FROM job_state")).isEqualTo("DONE");
    assertThat(database.number("SELECT count(*) FROM ready")).isZero();
    assertThat(new EndedWorkflows(database.transactions()).end()).isEqualTo(1);
    assertThat(killed.get()).as("killed claimants, seed %d", seed).isPositive();
    assertThat(frozen.get()).as("frozen claimants, seed %d", seed).isPositive();
    assertThat(cut.get()).as("cut sessions, seed %d", seed).isPositive();
  }

  private NewWorkflow graph(Random random) {
    List<NewJob> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      Set<Integer> others = new HashSet<>();
      Set<String> names = new HashSet<>();
      for (int k = random.nextInt(4); k > 0 && i > 0; k--) {
        others.add(Math.max(0, i - 1 - random.nextInt(300)));
      }
      others.forEach(other -> names.add("j" + other));
      Needs of =
          new Needs(250 << random.nextInt(6), (1L << 28) << random.nextInt(7), 0, 0, Duration.ZERO);
      needs.add(of);
      waits.add(others);
      jobs.add(
          new NewJob(
              "j" + i,
              "command",
              "{}",
              new NewJob.Placement("default", random.nextInt(3), of),
              new NewJob.Trials(100, Duration.ZERO, false, null),
              names,
              Set.of(),
              Set.of()));
    }
    return NewWorkflow.of("graph", jobs);
  }

  private void claimUntilDone(Random random, Claims claims)
      throws SQLException, InterruptedException {
    Needs all = new Needs(MILLICORES, MEMORY, 0, 0, Duration.ofDays(1));
    while (!over()) {
      long asked = System.nanoTime();
      Long worker = tried(() -> workers.register("claimant"));
      if (worker != null) {
        leased.put(worker, asked);
        live(random, claims, all, worker);
      }
    }
  }

  /// One life of a worker: to its death, or to the end of all.
  private void live(Random random, Claims claims, Needs all, long worker)
      throws InterruptedException {
    List<ClaimedJob> mine = new ArrayList<>();
    while (!over()) {
      long asked = System.nanoTime();
      @Nullable Boolean alive = tried(() -> workers.renew(worker));
      if (Boolean.TRUE.equals(alive)) {
        leased.put(worker, asked);
      } else if (alive != null) { // A machine that is slow loses a lease as one that freezes.
        leave(worker, mine);
        return;
      }
      List<ClaimedJob> got = claimed(claims, worker, offer(all, mine), mine);
      got.forEach(job -> begin(worker, job));
      mine.addAll(got);
      check(mine);
      double fate = random.nextDouble();
      if (fate < 0.01) { // Killed: it says nothing more.
        killed.incrementAndGet();
        leave(worker, mine);
        return;
      }
      if (fate < 0.02) { // Frozen past its lease, and then it says its jobs' ends.
        frozen.incrementAndGet();
        leave(worker, mine);
        awaitOther(mine);
        end(worker, List.copyOf(mine), mine);
        return;
      }
      List<ClaimedJob> ending =
          mine.stream().filter(_ -> random.nextBoolean()).limit(1 + random.nextInt(20)).toList();
      end(worker, ending, mine);
      if (got.isEmpty() && ending.isEmpty()) {
        Thread.sleep(10);
      }
    }
  }

  /// After an answer that was lost, what the worker has and did not know of.
  private List<ClaimedJob> claimed(Claims claims, long worker, Offer offer, List<ClaimedJob> mine) {
    try {
      return claims.claim(worker, offer);
    } catch (WorkerLostException e) {
      return List.of();
    } catch (SQLException e) {
      List<ClaimedJob> has = tried(() -> claims.running(worker));
      return has == null ? List.of() : has.stream().filter(job -> !mine.contains(job)).toList();
    }
  }

  private void end(long worker, List<ClaimedJob> ending, List<ClaimedJob> mine) {
    if (ending.isEmpty()) {
      return;
    }
    // Before it is said: whoever learns of it may begin what waited for it.
    Set<Long> taken = tried(() -> completions.done(ending));
    for (ClaimedJob job : ending) {
      int place = (int) (job.job() - first);
      if (taken == null) {
        // The outcome is unknown: what is not running any more under this claim was taken, or is
        // somebody else's.
        String state =
            tried(
                () ->
                    database.text(
                        "SELECT state FROM job_state WHERE claim_id = %d AND job_id = %d"
                            .formatted(job.claim(), job.job())));
        if (state == null || state.equals("RUNNING")) {
          continue;
        }
        if (state.equals("DONE")) {
          entered(place);
        }
      } else if (taken.contains(job.job())) {
        Long other = running.get(place);
        if (other != null && other != worker) {
          wrong.add(
              "the end of job %d was taken of %d while %d ran it".formatted(place, worker, other));
        }
        entered(place);
      }
      running.remove(place, worker);
      mine.remove(job);
    }
  }

  private void entered(int place) {
    if (!done.add(place)) {
      wrong.add("job %d ended twice".formatted(place));
    }
  }

  private void begin(long worker, ClaimedJob job) {
    int place = (int) (job.job() - first);
    Long other = running.put(place, worker);
    if (other != null && System.nanoTime() - leased.get(other) < LEASE.toNanos()) {
      wrong.add("job %d runs with %d and with %d".formatted(place, other, worker));
    }
    if (done.contains(place)) {
      wrong.add("job %d runs although it is done".formatted(place));
    }
  }

  /// Until another runs one of its jobs: that is when a late word would do most harm.
  private void awaitOther(List<ClaimedJob> mine) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMillis(1_500).toNanos();
    while (System.nanoTime() < end
        && mine.stream().noneMatch(job -> running.containsKey((int) (job.job() - first)))) {
      Thread.sleep(1);
    }
  }

  private void leave(long worker, List<ClaimedJob> mine) {
    mine.forEach(job -> running.remove((int) (job.job() - first), worker));
  }

  private Offer offer(Needs all, List<ClaimedJob> mine) {
    long millicores = all.millicores();
    long memory = all.memoryBytes();
    for (ClaimedJob job : mine) {
      millicores -= needs.get((int) (job.job() - first)).millicores();
      memory -= needs.get((int) (job.job() - first)).memoryBytes();
    }
    Needs free = new Needs((int) millicores, memory, 0, 0, Duration.ofDays(1));
    return new Offer("default", free, all, Offer.Order.GPUS_RUNTIME_MEMORY, 50);
  }

  private void check(List<ClaimedJob> mine) {
    long millicores =
        mine.stream().mapToLong(job -> needs.get((int) (job.job() - first)).millicores()).sum();
    long memory =
        mine.stream().mapToLong(job -> needs.get((int) (job.job() - first)).memoryBytes()).sum();
    if (millicores > MILLICORES || memory > MEMORY) {
      wrong.add("claimed %d millicores and %d bytes".formatted(millicores, memory));
    }
  }

  /// What waited for a job was checked by the database's own look, in one statement: no job that
  /// runs or is done waits for one that is not done.
  private void keepUp() throws SQLException, InterruptedException {
    LostWorkers lost = new LostWorkers(database.transactions());
    DueJobs due = new DueJobs(database.transactions());
    EndedWorkflows ended = new EndedWorkflows(database.transactions());
    Ageing ageing =
        new Ageing(database.transactions(), Duration.ofSeconds(1), Duration.ofMillis(200));
    while (!over()) {
      tried(lost::end);
      tried(due::queue);
      tried(ageing::write);
      tried(
          () -> {
            ended.forgetClaims();
            return true;
          });
      String early = tried(() -> database.text(EARLY));
      if (early != null && !early.isEmpty()) {
        wrong.add("began before what they wait for was done: " + early);
      }
      Thread.sleep(100);
    }
  }

  private static final String EARLY =
      """
      SELECT w.job_id FROM job_wait w JOIN job_state s ON s.job_id = w.job_id
      JOIN job_state o ON o.job_id = w.other_id
      WHERE s.state IN ('READY', 'RUNNING', 'DONE') AND o.state <> 'DONE'
      """;

  private void cutSessions(Random random) throws SQLException, InterruptedException {
    while (!over()) {
      Thread.sleep(20 + random.nextInt(60));
      cut.addAndGet(
          (int)
              database.number(
                  """
                  SELECT count(pg_terminate_backend(pid)) FROM (
                    SELECT pid FROM pg_stat_activity
                    WHERE application_name = '%s' AND state <> 'idle'
                    ORDER BY random() LIMIT 1) AS one
                  """
                      .formatted(QueueDatabase.APPLICATION_NAME)));
    }
  }

  private boolean over() {
    return done.size() == JOBS || !wrong.isEmpty() || broken.get() != null;
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws SQLException;
  }

  /// Null where its session was cut.
  private static <T> T tried(Call<T> call) {
    try {
      return call.run();
    } catch (SQLException e) {
      return null;
    }
  }

  @FunctionalInterface
  private interface Life {
    void run() throws SQLException, InterruptedException;
  }

  private Thread start(String name, Life life) {
    return Thread.ofPlatform()
        .name(name)
        .start(
            () -> {
              try {
                life.run();
              } catch (Throwable e) {
                broken.compareAndSet(null, e);
              }
            });
  }
}
