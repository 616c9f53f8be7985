package dev.plimsoll.cli.job.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.JobsApi;
import dev.plimsoll.cli.job.JobViews;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.contracts.job.ClaimRequest;
import dev.plimsoll.contracts.job.EndsRequest;
import dev.plimsoll.contracts.job.EndsRequest.JobEnd;
import dev.plimsoll.contracts.job.EndsRequest.Outcome;
import dev.plimsoll.contracts.job.EndsView;
import dev.plimsoll.contracts.job.EndsView.Taken;
import dev.plimsoll.contracts.job.JobAssignment;
import dev.plimsoll.contracts.job.JobNeeds;
import dev.plimsoll.contracts.job.LeaseView;
import dev.plimsoll.contracts.job.WorkerView;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A worker that runs real processes, against a planner that answers what it is told to.
final class JobWorkerTest extends FakeApiTestCase {
  private static final String CLAIM = "POST /workers/9/claim";
  private static final String ENDS = "POST /workers/9/ends";

  @BeforeEach
  void answer() {
    api.on("POST /workers", JobViews.worker()).on("DELETE /workers/9", Map.of());
  }

  @Test
  void whatACommandSaysAndWritesIsReported() throws IOException {
    // given a command that writes a value, and one that fails
    JobAssignment good =
        JobViews.assignment(
            1, "good", "sh", "-c", "echo hello; printf '{\"rows\": 7}' > $PLIMSOLL_OUTPUTS");
    JobAssignment bad = JobViews.assignment(2, "bad", "sh", "-c", "echo broken; exit 3");
    JobAssignment missing = JobViews.assignment(3, "missing", "/no/such/program");
    api.on(CLAIM, List.of(good, bad, missing), List.of()).on(ENDS, taken(1, 2, 3));

    // when
    CommandRun run = work("--drain");

    // then
    assertThat(run.exitCode()).as(run.err()).isZero();
    Map<Long, JobEnd> ends = new HashMap<>();
    said().forEach(end -> ends.put(end.job(), end));
    JobEnd done = ends.get(1L);
    assertThat(done.outcome()).isEqualTo(Outcome.DONE);
    assertThat(done.claim()).isEqualTo(1_001);
    assertThat(done.values()).containsEntry("rows", 7);
    assertThat(done.output()).containsEntry("exitCode", 0).containsEntry("tail", "hello\n");
    assertThat(Files.readString(Path.of(done.output().get("file").toString())))
        .isEqualTo("hello\n");
    assertThat(ends.get(2L).message()).isEqualTo("exit code 3");
    assertThat(ends.get(2L).output()).containsEntry("tail", "broken\n");
    if (ends.containsKey(3L) && ends.get(3L).output().isEmpty()) {
      assertThat(ends.get(3L).message()).contains("could not be started");
    } else {
      // Behind setsid, which starts and fails itself.
      assertThat(ends.get(3L).message()).contains("exit code 127");
    }
    assertThat(api.asked().getLast()).isEqualTo("DELETE /workers/9");
  }

  @Test
  void aCommandThatTakesTooLongIsKilledWithAllThatItStarted() throws IOException {
    JobAssignment slow =
        new JobAssignment(
            1,
            1_001,
            1,
            7,
            "nightly",
            "slow",
            "command",
            Map.of(
                "command",
                List.of("sh", "-c", "sleep 300 & echo $! ; wait"),
                "timeLimit",
                "PT0.5S"),
            JobViews.assignment(1, "slow", "x").needs(),
            0);
    api.on(CLAIM, List.of(slow), List.of()).on(ENDS, taken(1));

    CommandRun run = work("--drain");

    assertThat(run.exitCode()).isZero();
    JobEnd end = said().getFirst();
    assertThat(end.message()).contains("time limit of PT0.5S");
    long child = Long.parseLong(end.output().get("tail").toString().strip());
    await().until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void aCanceledJobIsKilledAndNothingIsSaidOfIt() {
    // given a lease so short that it is renewed at once
    api.on(
            "POST /workers",
            new WorkerView(9, "test", Instant.EPOCH, Instant.EPOCH, Duration.ofMillis(900), 1))
        .on("POST /workers/9/renew", new LeaseView(Duration.ofMillis(900), List.of(1L)))
        .on(CLAIM, List.of(JobViews.assignment(1, "long", "sleep", "300")), List.of());

    CommandRun run = work("--drain");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("is no longer this worker's");
    assertThat(api.asked()).noneMatch(call -> call.startsWith(ENDS));
  }

  @Test
  void withoutALeaseNothingRunsAndTheWorkerRegistersAnew() {
    // given a planner that no longer answers renewals, and knows nothing of the worker
    WorkerView first =
        new WorkerView(9, "test", Instant.EPOCH, Instant.EPOCH, Duration.ofMillis(600), 1);
    WorkerView second =
        new WorkerView(10, "test", Instant.EPOCH, Instant.EPOCH, Duration.ofMinutes(1), 0);
    api.on("POST /workers", first, second)
        .refuse("POST /workers/9/renew", ErrorCode.WORKER_LOST, "lost")
        .on(CLAIM, List.of(JobViews.assignment(1, "long", "sleep", "300")), List.of())
        .on("POST /workers/10/claim", List.of())
        .on("DELETE /workers/10", Map.of());
    long before = System.nanoTime();

    CommandRun run = work("--drain");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(60));
    assertThat(run.err()).contains("registering anew");
    assertThat(api.asked()).noneMatch(call -> call.startsWith(ENDS));
  }

  @Test
  void theLeaseIsKeptWhereThePlannerIsBackBeforeItsEnd() {
    // given a planner that is away at the first renewals
    Problem away = Problem.of(ErrorCode.NOT_RUNNING, "away");
    Duration lease = Duration.ofMillis(1_500);
    api.on("POST /workers", new WorkerView(9, "test", Instant.EPOCH, Instant.EPOCH, lease, 1))
        .on("POST /workers/9/renew", away, away, away, new LeaseView(lease, List.of()))
        .on(CLAIM, List.of(JobViews.assignment(1, "slow", "sleep", "1.8")), List.of())
        .on(ENDS, taken(1));

    CommandRun run = work("--drain");

    assertThat(run.err()).doesNotContain("registering anew");
    assertThat(said()).singleElement().matches(end -> end.outcome() == Outcome.DONE);
  }

  @Test
  void aJobOfAnotherKindIsRefusedAndOneWithoutACommandToo() {
    JobAssignment other =
        new JobAssignment(
            1,
            1_001,
            1,
            7,
            "w",
            "mail",
            "mail",
            Map.of(),
            JobViews.assignment(1, "x", "x").needs(),
            0);
    JobAssignment none =
        new JobAssignment(2, 1_002, 1, 7, "w", "none", "command", Map.of(), other.needs(), 0);
    api.on(CLAIM, List.of(other, none), List.of()).on(ENDS, taken(1, 2));

    work("--drain");

    assertThat(said()).extracting(JobEnd::permanent).containsExactly(true, true);
    assertThat(said().getFirst().message()).contains("kind command alone");
    assertThat(said().getLast().message()).contains("no command");
  }

  @Test
  void aStoppedWorkerWaitsForWhatRunsAndBeginsNothingMore() throws Exception {
    JobWorker.Summary summary = stopped(JobViews.assignment(1, "slow", "sleep", "0.7"), null);

    assertThat(summary).isEqualTo(new JobWorker.Summary(1, 0));
    assertThat(said()).singleElement().matches(end -> end.outcome() == Outcome.DONE);
    assertThat(api.asked().getLast()).isEqualTo("DELETE /workers/9");
  }

  @Test
  void aStoppedWorkerStopsWhatRunsAfterItsGrace() throws Exception {
    JobWorker.Summary summary =
        stopped(JobViews.assignment(1, "long", "sleep", "300"), Duration.ofMillis(100));

    assertThat(summary).isEqualTo(new JobWorker.Summary(0, 1));
    assertThat(said().getFirst().message()).isEqualTo("stopped with its worker");
    assertThat(said().getFirst().permanent()).isFalse();
  }

  /// Stops a worker, as a signal does, when it has begun the job.
  private JobWorker.Summary stopped(JobAssignment job, @Nullable Duration grace) throws Exception {
    api.on(CLAIM, List.of(job), List.of()).on(ENDS, taken(1));
    CountDownLatch begun = new CountDownLatch(1);
    WorkerSettings settings =
        new WorkerSettings(
            "test",
            "default",
            new JobNeeds(4, 0, 0, 0, null),
            ClaimRequest.Order.GPUS_RUNTIME_MEMORY,
            4,
            Files.createDirectories(folder.resolve("out")),
            Duration.ofMillis(50),
            false,
            grace);
    URI address = URI.create(api.environment(folder).get("PLIMSOLL_PLANNER_URL"));
    try (HttpClient http = ApiClient.http();
        ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      JobsApi jobs = new JobsApi(new ApiClient(http, "planner", address, FakeApi.TOKEN));
      JobWorker worker = new JobWorker(jobs, settings, line -> begun.countDown());
      Future<JobWorker.Summary> running = thread.submit(worker::run);
      begun.await();
      worker.stop();
      return running.get();
    }
  }

  private CommandRun work(String... options) {
    List<String> words =
        new ArrayList<>(List.of("job", "work", "--name", "test", "--poll", "50ms"));
    words.addAll(List.of("--cores", "4", "--output", folder.resolve("out").toString()));
    words.addAll(List.of(options));
    return run(words.toArray(String[]::new));
  }

  private static EndsView taken(long... jobs) {
    List<Taken> all = new ArrayList<>();
    for (long job : jobs) {
      all.add(new Taken(job, job + 1_000, true, null));
    }
    return new EndsView(all, List.of());
  }

  private List<JobEnd> said() {
    List<JobEnd> ends = new ArrayList<>();
    for (String call : api.asked()) {
      if (call.startsWith(ENDS + " ")) {
        ends.addAll(Json.read(call.substring(ENDS.length() + 1), EndsRequest.class).ends());
      }
    }
    return ends.stream()
        .collect(Collectors.toMap(JobEnd::job, e -> e, (a, _) -> a, TreeMap::new))
        .values()
        .stream()
        .toList();
  }
}
