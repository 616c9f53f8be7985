package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.as200;
import static dev.plimsoll.planner.it.PlannerClient.http;
import static dev.plimsoll.planner.it.PlannerClient.jobOf;
import static dev.plimsoll.planner.it.PlannerClient.list;
import static dev.plimsoll.planner.it.PlannerClient.workflowOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.job.ClaimRequest;
import dev.plimsoll.contracts.job.EndsRequest;
import dev.plimsoll.contracts.job.EndsRequest.JobEnd;
import dev.plimsoll.contracts.job.EndsRequest.Outcome;
import dev.plimsoll.contracts.job.EndsView;
import dev.plimsoll.contracts.job.GraphView;
import dev.plimsoll.contracts.job.JobAssignment;
import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.JobNeeds;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.job.JobTrials;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.LeaseView;
import dev.plimsoll.contracts.job.RenewRequest;
import dev.plimsoll.contracts.job.RenewRequest.HeldJob;
import dev.plimsoll.contracts.job.WorkerRequest;
import dev.plimsoll.contracts.job.WorkerView;
import dev.plimsoll.contracts.job.WorkflowRequest;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Extremes;
import dev.plimsoll.testkit.HttpApi.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Workflows, jobs and workers over HTTP. Each test has a lane of its own.
@QuarkusTest
class JobsIT {
  private static final JobNeeds ONE_CORE = new JobNeeds(1, 0, 0, 0, null);
  private static final JobNeeds FOUR_CORES = new JobNeeds(4, 1L << 30, 0, 0, null);

  @BeforeAll
  static void topics() {
    PlannerFixture.createOtherServicesTopics();
  }

  @Test
  void aWorkflowRunsFromItsFirstJobToItsLast() {
    // given
    String lane = "whole";
    WorkflowRequest request =
        new WorkflowRequest(
            "nightly",
            List.of(
                job(lane, "count", List.of(), List.of("rows")), reading(lane, "report", "rows")),
            Map.of(),
            "ann");
    WorkflowView accepted = accept(request, "key-" + lane);
    assertThat(accept(request, "key-" + lane).id()).isEqualTo(accepted.id());
    assertThat(accepted.jobs().total()).isEqualTo(2);
    long worker = register();

    // when
    JobAssignment count = claim(worker, lane, 8, List.of()).getFirst();
    assertThat(count.payload()).containsEntry("command", List.of("true"));
    assertThat(claim(worker, lane, 8, List.of())).as("its answer was lost").containsExactly(count);
    assertThat(list("/api/v1/workers/" + worker + "/jobs", JobAssignment[].class))
        .containsExactly(count);
    assertThat(renew(worker, count).lost()).isEmpty();
    JobEnd done = end(count, Outcome.DONE, Map.of("rows", 7));
    assertThat(ends(worker, done).ends().getFirst().taken()).isTrue();
    assertThat(ends(worker, done).ends().getFirst().taken()).as("repeated").isTrue();

    // then
    EndsView more = ends(worker, done, request(lane, 8, List.of()));
    assertThat(more.ends().getFirst().taken()).as("repeated, with a claim").isTrue();
    JobAssignment report = more.jobs().getFirst();
    assertThat(ends(worker, done, request(lane, 8, List.of())))
        .as("its answer was lost")
        .isEqualTo(more);
    assertThat(report.reads()).isEqualTo(1);
    assertThat(jobOf(report.job()).reads().getFirst().value()).isEqualTo(7);
    assertThat(jobOf(count.job()).attempts().getFirst().output()).containsEntry("exitCode", 0);
    assertThat(
            ends(worker, end(report, Outcome.DONE, Map.of("nothing", 1)))
                .ends()
                .getFirst()
                .reason())
        .contains("does not write nothing");
    ends(worker, end(report, Outcome.DONE, Map.of()));
    await().until(() -> workflowOf(accepted.id()).state() == WorkflowView.State.DONE);
    assertThat(http().send("DELETE", "/api/v1/workers/" + worker, "").status()).isEqualTo(204);
    assertThat(http().send("DELETE", "/api/v1/workers/" + worker, "").status()).isEqualTo(204);
    Answer lost = http().send("POST", "/api/v1/workers/" + worker + "/renew", "{}");
    assertThat(lost.status()).isEqualTo(ErrorCode.WORKER_LOST.status());
    assertThat(lost.body()).contains("worker-lost");
  }

  @Test
  void pauseCancelRetryAndTheGraph() {
    String lane = "control";
    WorkflowView workflow =
        accept(
            new WorkflowRequest(
                "w",
                List.of(
                    job(lane, "a", List.of(), List.of()), job(lane, "b", List.of("a"), List.of())),
                Map.of(),
                null),
            null);
    String path = "/api/v1/workflows/" + workflow.id();
    long worker = register();

    assertThat(act(path + "/pause", WorkflowView.class).state())
        .isEqualTo(WorkflowView.State.PAUSED);
    assertThat(claim(worker, lane, 8, List.of())).isEmpty();
    assertThat(act(path + "/resume", WorkflowView.class).state())
        .isEqualTo(WorkflowView.State.RUNNING);
    JobAssignment a = claim(worker, lane, 8, List.of()).getFirst();
    assertThat(act("/api/v1/jobs/" + a.job() + "/cancel", JobDetail.class).job().state())
        .isEqualTo(JobView.State.CANCELED);
    assertThat(renew(worker, a).lost()).containsExactly(a.job());
    assertThat(ends(worker, end(a, Outcome.DONE, Map.of())).ends().getFirst().taken()).isFalse();
    assertThat(act("/api/v1/jobs/" + a.job() + "/retry", JobDetail.class).job().state())
        .isEqualTo(JobView.State.READY);
    assertThat(act(path + "/cancel", WorkflowView.class).jobs().canceled()).isEqualTo(2);
    await().until(() -> workflowOf(workflow.id()).state() == WorkflowView.State.CANCELED);
    assertThat(act(path + "/retry", WorkflowView.class).jobs().ready()).isEqualTo(1);

    GraphView graph = http().get(path + "/graph").as(GraphView.class);
    assertThat(graph.edges()).hasSize(1);
    assertThat(http().get(path + "/graph.dot").body()).startsWith("digraph \"w\"");
    assertThat(http().get(path + "/events?kind=workflow-canceled").body()).contains("the test");
    assertThat(http().get(path + "/graph?limit=5000").status()).isEqualTo(400);
    assertThat(list("/api/v1/jobs?limit=1&workflow=" + workflow.id(), JobView[].class)).hasSize(1);
    assertThat(list("/api/v1/jobs?workflow=" + workflow.id() + "&state=BLOCKED", JobView[].class))
        .extracting(JobView::name)
        .containsExactly("b");
    for (String none : List.of("workflows/0", "jobs/0", "workflows/0/graph", "jobs?workflow=0")) {
      assertThat(http().get("/api/v1/" + none).status()).as(none).isEqualTo(404);
    }
    act(path + "/cancel", WorkflowView.class);
  }

  @Test
  void whatCannotBeAcceptedIsNamed() {
    String lane = "bad";
    JobRequest a = job(lane, "a", List.of("b"), List.of());
    JobRequest b = job(lane, "b", List.of("a"), List.of());

    Answer cycle = post("/api/v1/workflows", new WorkflowRequest("w", List.of(a, b), null, null));
    Answer unknown = post("/api/v1/workflows", new WorkflowRequest("w", List.of(a), null, null));

    assertThat(cycle.status()).isEqualTo(400);
    assertThat(cycle.body()).contains("jobs wait for each other: a → b → a");
    assertThat(unknown.body()).contains("job a waits for b");
    WorkflowRequest good =
        new WorkflowRequest("w", List.of(job(lane, "a", List.of(), List.of())), null, null);
    accept(good, "key-" + lane);
    Answer other = keyed(new WorkflowRequest("another", good.jobs(), null, null), "key-" + lane);
    assertThat(other.status()).isEqualTo(409);
  }

  @Test
  void noRequestIsADefect() {
    String lane = "extreme";
    List<String> failures = new ArrayList<>();
    JobRequest job =
        new JobRequest(
            "j",
            "command",
            Map.of("command", "true"),
            lane,
            5,
            ONE_CORE,
            new JobTrials(2, Duration.ofSeconds(1), false, Instant.now().plusSeconds(60)),
            List.of("b"),
            List.of("c"),
            List.of("d"));
    tryAll(
        new WorkflowRequest("w", List.of(job), Map.of("v", 1), "me"),
        body -> http().send("POST", "/api/v1/workflows", body),
        failures);
    tryAll(new WorkerRequest("w"), body -> http().send("POST", "/api/v1/workers", body), failures);
    String worker = "/api/v1/workers/" + register();
    tryAll(
        new ClaimRequest(
            lane, FOUR_CORES, FOUR_CORES, ClaimRequest.Order.GPUS_MEMORY_RUNTIME, 1, List.of(1L)),
        body -> http().send("POST", worker + "/claim", body),
        failures);
    tryAll(
        new RenewRequest(List.of(new HeldJob(1, 1))),
        body -> http().send("POST", worker + "/renew", body),
        failures);
    tryAll(
        new EndsRequest(
            List.of(new JobEnd(1, 1, Outcome.FAILED, "no", false, Map.of("a", 1), Map.of("b", 2))),
            new ClaimRequest(lane, FOUR_CORES, null, null, 1, List.of())),
        body -> http().send("POST", worker + "/ends", body),
        failures);
    assertThat(failures).isEmpty();
  }

  /// Workers that are killed at random, in the middle of what they do: each job is done once, never
  /// at two workers at a time, and none is lost.
  @Test
  void jobsOfKilledWorkersAreDoneByOthersOnceAtATime() throws SQLException {
    // given
    String lane = "killed";
    long seed = Long.getLong("plimsoll.campaign.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<JobRequest> jobs = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      jobs.add(job(lane, "j" + i, i < 20 ? List.of() : List.of("j" + (i - 20)), List.of()));
    }
    WorkflowView workflow = accept(new WorkflowRequest("w", jobs, null, null), null);
    List<Long> workers = new ArrayList<>(List.of(register(), register(), register()));
    Map<Long, List<JobAssignment>> held = new HashMap<>();
    Map<Long, Long> runsAt = new HashMap<>();
    List<JobAssignment> ofTheDead = new ArrayList<>();
    int kills = 0;

    // when
    while (workflowOf(workflow.id()).state() != WorkflowView.State.DONE) {
      int at = random.nextInt(workers.size());
      long worker = workers.get(at);
      List<JobAssignment> mine = held.computeIfAbsent(worker, _ -> new ArrayList<>());
      int act = random.nextInt(10);
      if (act == 0 && kills < 6) {
        // Killed: nothing is said any more, and the lease runs out.
        kills++;
        expire(worker);
        await().until(() -> isGone(worker));
        mine.forEach(job -> runsAt.remove(job.job()));
        ofTheDead.addAll(mine);
        held.remove(worker);
        workers.set(at, register());
      } else if (act < 6 && mine.size() < 4) {
        boolean answerLost = random.nextInt(4) == 0;
        List<JobAssignment> got = claim(worker, lane, 4 - mine.size(), ids(mine));
        if (!answerLost) {
          got.stream().filter(job -> !ids(mine).contains(job.job())).forEach(mine::add);
          got.forEach(job -> assertThat(runsAt.put(job.job(), worker)).isIn(null, worker));
        }
      } else if (!mine.isEmpty()) {
        JobAssignment job = mine.removeFirst();
        runsAt.remove(job.job());
        JobEnd end = end(job, Outcome.DONE, Map.of());
        assertThat(ends(worker, end).ends().getFirst().taken()).isTrue();
        if (random.nextInt(4) == 0) {
          assertThat(ends(worker, end).ends().getFirst().taken()).isTrue();
        }
      }
      if (!ofTheDead.isEmpty() && random.nextInt(3) == 0) {
        // One that was only frozen.
        JobAssignment late = ofTheDead.removeFirst();
        assertThat(ends(1, end(late, Outcome.DONE, Map.of())).ends().getFirst().taken()).isFalse();
      }
    }

    // then
    assertThat(workflowOf(workflow.id()).jobs().done()).isEqualTo(60);
    for (JobView job : list("/api/v1/jobs?workflow=" + workflow.id(), JobView[].class)) {
      assertThat(jobOf(job.id()).attempts().stream().filter(one -> one.outcome().equals("DONE")))
          .as(job.name())
          .hasSize(1);
    }
  }

  private static List<Long> ids(List<JobAssignment> jobs) {
    return jobs.stream().map(JobAssignment::job).toList();
  }

  private static void expire(long worker) throws SQLException {
    PlannerFixture.executeInPlanner(
        "UPDATE planner.worker SET lease_until = now() - interval '1 second' WHERE worker_id = "
            + worker);
  }

  private static boolean isGone(long worker) {
    return list("/api/v1/workers?limit=1&after=" + (worker - 1), WorkerView[].class).stream()
        .noneMatch(one -> one.id() == worker);
  }

  private static void tryAll(Record request, Function<String, Answer> send, List<String> failures) {
    for (Extremes.Body body : Extremes.of(request)) {
      Answer answer = send.apply(body.json());
      if (answer.status() >= 500) {
        failures.add(body + ": " + answer.status() + " " + answer.body());
      }
    }
  }

  private static JobRequest job(
      String lane, String name, List<String> waitsFor, List<String> writes) {
    return new JobRequest(
        name,
        null,
        Map.of("command", List.of("true")),
        lane,
        null,
        ONE_CORE,
        new JobTrials(100, null, false, null),
        waitsFor,
        List.of(),
        writes);
  }

  private static JobRequest reading(String lane, String name, String datum) {
    return new JobRequest(
        name, null, Map.of(), lane, 9, ONE_CORE, null, List.of(), List.of(datum), List.of());
  }

  private static WorkflowView accept(WorkflowRequest request, @Nullable String key) {
    Answer answer = key == null ? post("/api/v1/workflows", request) : keyed(request, key);
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    return answer.as(WorkflowView.class);
  }

  private static Answer keyed(WorkflowRequest request, String key) {
    Response response =
        PlannerFixture.api()
            .header("Idempotency-Key", key)
            .body(Json.write(request))
            .post("/api/v1/workflows");
    return new Answer(response.statusCode(), response.asString());
  }

  private static Answer post(String path, Record body) {
    return http().send("POST", path, Json.write(body));
  }

  private static <T> T act(String path, Class<T> type) {
    return as200(http().send("POST", path, "{\"by\":\"the test\"}")).as(type);
  }

  private static long register() {
    Answer answer = post("/api/v1/workers", new WorkerRequest("it-" + UUID.randomUUID()));
    assertThat(answer.status()).isEqualTo(201);
    return answer.as(WorkerView.class).id();
  }

  private static List<JobAssignment> claim(long worker, String lane, int most, List<Long> known) {
    return List.of(
        as200(post("/api/v1/workers/" + worker + "/claim", request(lane, most, known)))
            .as(JobAssignment[].class));
  }

  private static ClaimRequest request(String lane, int most, List<Long> known) {
    return new ClaimRequest(lane, FOUR_CORES, FOUR_CORES, null, most, known);
  }

  private static LeaseView renew(long worker, JobAssignment job) {
    return as200(
            post(
                "/api/v1/workers/" + worker + "/renew",
                new RenewRequest(List.of(new HeldJob(job.job(), job.claim())))))
        .as(LeaseView.class);
  }

  private static EndsView ends(long worker, JobEnd end) {
    return ends(worker, end, null);
  }

  private static EndsView ends(long worker, JobEnd end, @Nullable ClaimRequest claim) {
    return as200(post("/api/v1/workers/" + worker + "/ends", new EndsRequest(List.of(end), claim)))
        .as(EndsView.class);
  }

  private static JobEnd end(JobAssignment job, Outcome outcome, Map<String, Object> values) {
    return new JobEnd(job.job(), job.claim(), outcome, null, false, Map.of("exitCode", 0), values);
  }
}
