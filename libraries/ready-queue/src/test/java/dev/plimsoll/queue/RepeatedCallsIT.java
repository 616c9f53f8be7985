package dev.plimsoll.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.plimsoll.contracts.job.GraphView;
import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.JobDetail.Attempt;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.claim.Claims;
import dev.plimsoll.queue.claim.RepeatableClaims;
import dev.plimsoll.queue.claim.WorkerLostException;
import dev.plimsoll.queue.completion.Cancellations;
import dev.plimsoll.queue.completion.RepeatableEnds;
import dev.plimsoll.queue.completion.RepeatableEnds.Answer;
import dev.plimsoll.queue.completion.RepeatableEnds.Success;
import dev.plimsoll.queue.completion.Retries;
import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.resource.Offer;
import dev.plimsoll.queue.upkeep.DueJobs;
import dev.plimsoll.queue.upkeep.EndedWorkflows;
import dev.plimsoll.queue.upkeep.LostWorkers;
import dev.plimsoll.queue.view.GraphReader;
import dev.plimsoll.queue.view.JobReader;
import dev.plimsoll.queue.view.WorkerReader;
import dev.plimsoll.queue.view.WorkflowReader;
import dev.plimsoll.queue.worker.Workers;
import dev.plimsoll.queue.workflow.NewJob;
import dev.plimsoll.queue.workflow.NewWorkflow;
import dev.plimsoll.queue.workflow.PausedWorkflows;
import dev.plimsoll.queue.workflow.Submission;
import dev.plimsoll.queue.workflow.WorkflowQueue;
import dev.plimsoll.queue.workflow.WorkflowQueue.Accepted;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Calls whose answers were lost and that are said once more; pauses, retries and what is read.
final class RepeatedCallsIT {
  private static final Needs EIGHT_CORES = new Needs(8_000, 1L << 40, 2, 0, Duration.ofDays(30));
  private static final QueueDatabase database = new QueueDatabase("ready_queue_calls");

  private final WorkflowQueue queue = new WorkflowQueue(database.transactions());
  private final Workers workers = new Workers(database.transactions(), Duration.ofMinutes(1));
  private final Claims claims = new Claims(database.transactions(), Duration.ofMinutes(15));
  private final RepeatableClaims repeatable = new RepeatableClaims(database.transactions(), claims);
  private final RepeatableEnds ends = new RepeatableEnds(database.transactions());
  private final Retries retries = new Retries(database.transactions());
  private final Cancellations cancellations = new Cancellations(database.transactions());
  private final PausedWorkflows pauses = new PausedWorkflows(database.transactions());
  private final DueJobs dueJobs = new DueJobs(database.transactions());
  private final EndedWorkflows ended = new EndedWorkflows(database.transactions());
  private final WorkflowReader workflows = new WorkflowReader(database.transactions());
  private final JobReader jobs = new JobReader(database.transactions());
  private long worker;

  @BeforeEach
  void register() throws SQLException {
    database.change(
        "TRUNCATE workflow, job, workflow_event, job_state, job_wait, job_later, job_result, ready,"
            + " job_deadline, job_datum, job_read, worker, job_claim, held_worker, resource_class");
    worker = workers.register("test");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void aWorkflowThatIsSentTwiceIsAcceptedOnce() throws SQLException {
    NewWorkflow workflow = NewWorkflow.of("w", List.of(job("a"), job("b", "a")));

    Accepted first = queue.accept(workflow, submission("key", "request"));
    Accepted again = queue.accept(workflow, submission("key", "request"));

    assertThat(again).isEqualTo(first);
    assertThat(database.number("SELECT count(*) FROM job")).isEqualTo(2);
    assertThatThrownBy(() -> queue.accept(workflow, submission("key", "another request")))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining("used for another request");
    assertThat(queue.accept(workflow, submission("another", "request"))).isNotEqualTo(first);
  }

  @Test
  void jobsOfAClaimWhoseAnswerWasLostAreAnsweredOnceMore() throws SQLException {
    accept(job("a"), job("b"), job("c"));

    List<ClaimedJob> lost = repeatable.claim(worker, offer(2), Set.of());
    List<ClaimedJob> again = repeatable.claim(worker, offer(2), Set.of());
    List<ClaimedJob> next =
        repeatable.claim(worker, offer(2), Set.of(lost.get(0).job(), lost.get(1).job()));

    assertThat(again).containsExactlyInAnyOrderElementsOf(lost);
    assertThat(database.names(next)).containsExactly("c");
    assertThatThrownBy(() -> repeatable.claim(-1, offer(1), Set.of()))
        .isInstanceOf(WorkerLostException.class);
  }

  @Test
  void anEndThatIsSaidTwiceIsTakenOnce() throws SQLException {
    accept(job("a"), tried("b", 2), job("c"), job("d", "a"));
    List<ClaimedJob> got = claims.claim(worker, offer(3));
    ClaimedJob a = named(got, "a");
    ClaimedJob b = named(got, "b");
    ClaimedJob c = named(got, "c");

    for (int times = 0; times < 2; times++) {
      assertThat(ends.done(a, "{\"exitCode\": 0}", Map.of())).isTrue();
      assertThat(ends.failed(b, "exit code 1", false, "{\"exitCode\": 1}")).isTrue();
      ends.returned(c);
    }

    assertThat(database.state("a")).isEqualTo("DONE");
    assertThat(database.state("b")).isEqualTo("LATER");
    assertThat(database.state("c")).isEqualTo("READY");
    assertThat(database.state("d")).isEqualTo("READY");
    assertThat(database.number("SELECT count(*) FROM ready")).isEqualTo(2);
    assertThat(database.number("SELECT count(*) FROM job_later")).isEqualTo(1);
    // What was not said before is refused.
    assertThat(ends.failed(a, "no", false, null)).isFalse();
    assertThat(ends.done(b, null, Map.of())).isFalse();
    // Neither does a repeated return take the job from whoever has it now.
    List<ClaimedJob> others = claims.claim(workers.register("other"), offer(8));
    ends.returned(c);
    assertThat(database.names(others)).contains("c");
    assertThat(database.state("c")).isEqualTo("RUNNING");
  }

  @Test
  void endsOfOneCallAreTakenEachForItself() throws SQLException {
    accept(job("a"), job("b"), job("c"), job("d"), job("e", "a"));
    List<ClaimedJob> got = claims.claim(worker, offer(8));
    ClaimedJob d = named(got, "d");
    ends.returned(d);

    List<Answer> answers =
        ends.done(
            List.of(
                new Success(named(got, "a"), "{\"exitCode\": 0}", Map.of()),
                new Success(named(got, "b"), "{\"tail\": \"\\u0000\"}", Map.of()),
                new Success(named(got, "c"), null, Map.of("others", "1")),
                new Success(d, null, Map.of())));

    assertThat(answers).extracting(Answer::taken).containsExactly(true, false, false, false);
    assertThat(answers.get(1).refusal()).contains("cannot be kept");
    assertThat(answers.get(2).refusal()).contains("does not write others");
    assertThat(answers.get(3).refusal()).isNull();
    assertThat(database.state("a")).isEqualTo("DONE");
    assertThat(database.state("b")).isEqualTo("RUNNING");
    assertThat(database.state("c")).isEqualTo("RUNNING");
    assertThat(database.state("d")).isEqualTo("READY");
    assertThat(database.state("e")).isEqualTo("READY");
  }

  @Test
  void aWorkerThatAnotherCallHoldsKeepsNoOtherWaiting() throws Exception {
    NewJob[] many = IntStream.range(0, 40).mapToObj(n -> job("j" + n)).toArray(NewJob[]::new);
    accept(many);
    try (Connection holder = database.connect();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // given a call of one worker that has not ended
      holder.setAutoCommit(false);
      Sql.of(holder, "SELECT FROM worker WHERE worker_id = ? FOR UPDATE", worker).exists();

      // when it calls once more, and others do
      Future<List<ClaimedJob>> held =
          threads.submit(() -> repeatable.claim(worker, offer(1), Set.of()));
      List<Future<List<ClaimedJob>>> others = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        long other = workers.register("other-" + i);
        others.add(threads.submit(() -> repeatable.claim(other, offer(1), Set.of())));
      }

      // then
      Set<Long> taken = new HashSet<>();
      for (Future<List<ClaimedJob>> one : others) {
        taken.add(one.get(20, TimeUnit.SECONDS).getFirst().job());
      }
      assertThat(taken).hasSize(20);
      assertThat(held.isDone()).isFalse();
      holder.rollback();
      assertThat(held.get(20, TimeUnit.SECONDS)).hasSize(1);
    }
  }

  @Test
  void eachAttemptLeavesItsResultAlsoAfterARetry() throws SQLException {
    Accepted accepted = accept(tried("a", 2));
    ends.failed(claims.claim(worker, offer(1)).getFirst(), "first", false, null);
    dueJobs.queue();
    claims.claim(worker, offer(1));
    database.change("UPDATE worker SET lease_until = now() - interval '1 second'");
    new LostWorkers(database.transactions()).end();
    assertThat(database.state("a")).isEqualTo("FAILED");

    assertThat(retries.retryJob(accepted.workflowId(), accepted.firstJobId())).isEqualTo(1);
    assertThat(retries.retryJob(accepted.workflowId(), accepted.firstJobId())).isZero();
    long other = workers.register("other");
    assertThat(ends.done(claims.claim(other, offer(1)).getFirst(), "{\"exitCode\": 0}", Map.of()))
        .isTrue();

    JobDetail detail = jobs.known(accepted.firstJobId());
    assertThat(detail.attempts())
        .extracting(Attempt::outcome)
        .containsExactly("DONE", "LOST", "FAILED");
    assertThat(detail.attempts()).extracting(Attempt::number).containsExactly(1, 2, 1);
    assertThat(detail.attempts())
        .extracting(Attempt::worker)
        .containsExactly("other", "test", "test");
    assertThat(detail.attempts().getFirst().output()).containsEntry("exitCode", 0);
  }

  @Test
  void nothingOfAPausedWorkflowIsClaimed() throws SQLException {
    Accepted paused = accept(job("a"), job("b"), job("c", "a"));
    Accepted other = accept(job("d"));
    ClaimedJob a = claims.claim(worker, offer(1)).getFirst();
    assertThat(database.names(List.of(a))).containsExactly("a");

    assertThat(pauses.pause(paused.workflowId(), "ann")).isTrue();
    assertThat(pauses.pause(paused.workflowId(), "ann")).isFalse();
    // What runs goes on, and what becomes ready by it waits, too.
    assertThat(ends.done(a, null, Map.of())).isTrue();
    assertThat(database.state("c")).isEqualTo("READY");
    assertThat(database.names(claims.claim(worker, offer(8)))).containsExactly("d");
    assertThat(workflows.known(paused.workflowId()).state()).isEqualTo(WorkflowView.State.PAUSED);
    assertThat(workflows.known(other.workflowId()).state()).isEqualTo(WorkflowView.State.RUNNING);

    assertThat(pauses.resume(paused.workflowId(), "ann")).isTrue();
    assertThat(pauses.resume(paused.workflowId(), "ann")).isFalse();
    assertThat(database.names(claims.claim(worker, offer(8)))).containsExactlyInAnyOrder("b", "c");
    assertThat(database.number("SELECT count(*) FROM ready")).isZero();
  }

  @Test
  void aPausedWorkflowCanBeCanceledAndIsStillPausedWhenItIsRetried() throws SQLException {
    Accepted accepted = accept(job("a"), job("b", "a"));
    pauses.pause(accepted.workflowId(), "ann");

    assertThat(cancellations.cancelWorkflow(accepted.workflowId(), "no more")).isEqualTo(2);
    assertThat(ended.end()).isEqualTo(1);
    assertThat(retries.retryWorkflow(accepted.workflowId())).isEqualTo(2);

    assertThat(claims.claim(worker, offer(8))).isEmpty();
    pauses.resume(accepted.workflowId(), "ann");
    assertThat(database.names(claims.claim(worker, offer(8)))).containsExactly("a");
  }

  @Test
  void aCancellationThatBrokeOffIsGoneOnWith() throws SQLException {
    Accepted accepted = accept(job("a"), job("b", "a"));
    database.change("UPDATE workflow SET canceling = 'not wanted'");
    assertThatThrownBy(() -> retries.retryWorkflow(accepted.workflowId()))
        .hasMessageContaining("is being canceled");

    assertThat(cancellations.goOn()).isEqualTo(2);
    assertThat(cancellations.goOn()).isZero();
    assertThat(cancellations.cancelWorkflow(accepted.workflowId(), "again")).isZero();

    assertThat(ended.end()).isEqualTo(1);
    assertThat(workflows.known(accepted.workflowId()).state())
        .isEqualTo(WorkflowView.State.CANCELED);
  }

  @Test
  void whatRunsDespiteAFailureWaitsForARetriedJobToo() throws SQLException {
    Accepted accepted =
        accept(
            job("flaky"),
            job("slow"),
            new NewJob(
                "cleanup",
                "command",
                "{}",
                placement(),
                new NewJob.Trials(1, Duration.ZERO, true, null),
                Set.of("flaky", "slow"),
                Set.of(),
                Set.of()));
    List<ClaimedJob> got = claims.claim(worker, offer(8));
    ends.failed(named(got, "flaky"), "no", true, null);

    assertThat(retries.retryWorkflow(accepted.workflowId())).isEqualTo(1);
    ends.done(claims.claim(worker, offer(8)).getFirst(), null, Map.of());

    assertThat(database.state("cleanup")).as("waits for slow").isEqualTo("BLOCKED");
    ends.done(named(got, "slow"), null, Map.of());
    assertThat(database.state("cleanup")).isEqualTo("READY");
  }

  @Test
  void aRetriedJobTakesWithItWhatWaitsForItAlone() throws SQLException {
    Accepted accepted =
        accept(job("a"), job("b"), job("of-a", "a"), job("of-both", "a", "b"), job("end", "of-a"));
    List<ClaimedJob> got = claims.claim(worker, offer(8));
    ends.failed(named(got, "a"), "no", true, null);
    ends.failed(named(got, "b"), "no", true, null);

    assertThat(retries.retryJob(accepted.workflowId(), named(got, "a").job())).isEqualTo(3);

    assertThat(database.state("a")).isEqualTo("READY");
    assertThat(database.state("of-a")).isEqualTo("BLOCKED");
    assertThat(database.state("end")).isEqualTo("BLOCKED");
    assertThat(database.state("of-both")).isEqualTo("CANCELED");
    long both = database.number("SELECT job_id FROM job WHERE name = 'of-both'");
    assertThat(retries.retryJob(accepted.workflowId(), both)).as("with b").isEqualTo(2);
    assertThat(database.state("b")).isEqualTo("READY");
  }

  @Test
  void whatOneJobWritesTheNextReads() throws SQLException {
    NewJob writer =
        new NewJob(
            "count",
            "command",
            "{}",
            placement(),
            NewJob.Trials.ONE,
            Set.of(),
            Set.of("day"),
            Set.of("rows", "file"));
    NewJob reader =
        new NewJob(
            "sum",
            "command",
            "{}",
            placement(),
            NewJob.Trials.ONE,
            Set.of(),
            Set.of("rows", "old-file"),
            Set.of());
    Accepted accepted =
        queue.accept(
            NewWorkflow.of("w", List.of(reader, writer)),
            new Submission(null, null, "ann", Map.of("day", "\"2026-01-01\"")));
    ClaimedJob count = claims.claim(worker, offer(8)).getFirst();

    assertThatThrownBy(() -> ends.done(count, null, Map.of("others", "1")))
        .hasMessageContaining("does not write others");
    assertThat(ends.done(count, null, Map.of("rows", "7"))).isTrue();

    ClaimedJob sum = claims.claim(worker, offer(8)).getFirst();
    assertThat(jobs.known(sum.job()).reads())
        .extracting(JobDetail.Datum::name, JobDetail.Datum::writerName, JobDetail.Datum::value)
        .containsExactly(tuple("old-file", null, null), tuple("rows", "count", 7));
    assertThat(jobs.known(count.job()).reads())
        .extracting(JobDetail.Datum::value)
        .containsExactly("2026-01-01");
    assertThat(jobs.known(count.job()).writes())
        .extracting(JobDetail.Datum::name)
        .containsExactly("file", "rows");
    assertThatThrownBy(
            () ->
                queue.accept(
                    NewWorkflow.of("w", List.of(writer)),
                    new Submission(null, null, null, Map.of("rows", "1"))))
        .hasMessageContaining("job count writes it");
    // and nothing of it stays
    ends.done(sum, null, Map.of());
    ended.end();
    database.change("UPDATE workflow SET ended_at = now() - interval '2 days'");
    assertThat(ended.forget(Duration.ofDays(1))).isEqualTo(2);
    assertThat(
            database.number(
                "SELECT (SELECT count(*) FROM job_datum) + (SELECT count(*) FROM job_read)"))
        .isZero();
    assertThat(accepted.workflowId()).isPositive();
  }

  @Test
  void aWorkflowThatCannotBeEndedKeepsNoOtherWaiting() throws SQLException {
    Accepted bad = accept(job("a"));
    accept(job("b"));
    for (ClaimedJob job : claims.claim(worker, offer(8))) {
      ends.done(job, null, Map.of());
    }
    database.change(
        """
        CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN RAISE EXCEPTION ''it stays''; END'
        """);
    database.change(
        "CREATE TRIGGER stays BEFORE UPDATE ON workflow FOR EACH ROW WHEN (OLD.workflow_id = %d)"
                .formatted(bad.workflowId())
            + " EXECUTE FUNCTION stay()");
    try {
      assertThatThrownBy(ended::end).hasMessageContaining("it stays");

      assertThat(database.text("SELECT state FROM workflow ORDER BY workflow_id"))
          .isEqualTo("RUNNING,DONE");
    } finally {
      database.change("DROP TRIGGER stays ON workflow");
      database.change("DROP FUNCTION stay");
    }
  }

  @Test
  void workflowsJobsAndGraphsAreReadAsTheyStand() throws SQLException {
    Accepted accepted = accept(job("a"), job("b", "a"), job("c", "a"), job("d", "b", "c"));
    Accepted newer = accept(job("e"));
    ClaimedJob a = claims.claim(worker, offer(1)).getFirst();

    WorkflowView view = workflows.known(accepted.workflowId());
    assertThat(view.jobs()).isEqualTo(new WorkflowView.JobCounts(4, 3, 0, 1, 0, 0, 0, 0));
    assertThat(workflows.page(true, false, null, 1))
        .extracting(WorkflowView::id)
        .containsExactly(newer.workflowId());
    assertThat(workflows.page(true, null, newer.workflowId(), 5)).containsExactly(view);
    assertThat(workflows.page(false, null, null, 5)).isEmpty();
    assertThat(workflows.page(null, true, null, 5)).isEmpty();
    List<JobView> blocked =
        jobs.page(
            accepted.workflowId(), new JobReader.Filter(JobView.State.BLOCKED, null), null, 2);
    assertThat(blocked).extracting(JobView::name).containsExactly("b", "c");
    assertThat(
            jobs.page(
                accepted.workflowId(), new JobReader.Filter(null, null), blocked.getLast().id(), 9))
        .extracting(JobView::name)
        .containsExactly("d");
    assertThat(jobs.page(accepted.workflowId(), new JobReader.Filter(null, "a"), null, 9))
        .extracting(JobView::worker)
        .containsExactly("test");
    assertThat(jobs.known(a.job()).awaitedBy())
        .extracting(JobDetail.Neighbour::name)
        .containsExactly("b", "c");
    GraphView graph = new GraphReader(database.transactions()).graph(accepted.workflowId(), 100);
    assertThat(graph.nodes()).extracting(GraphView.Node::layer).containsExactly(0, 1, 1, 2);
    assertThat(graph.edges()).hasSize(4);
    assertThat(graph.dot()).contains("label=\"d\"", " -> ");
    GraphView cut = new GraphReader(database.transactions()).graph(accepted.workflowId(), 2);
    assertThat(cut.nodes()).hasSize(2);
    assertThat(cut.total()).isEqualTo(4);
    assertThat(cut.edges()).hasSize(1);
    WorkerReader readers = new WorkerReader(database.transactions(), Duration.ofMinutes(1));
    assertThat(readers.page(null, 10)).singleElement().matches(one -> one.running() == 1);
    assertThat(readers.assignments(List.of(a)))
        .singleElement()
        .matches(one -> one.name().equals("a"));

    ends.failed(a, "no", true, null);
    ended.end();
    assertThat(workflows.known(accepted.workflowId()).jobs())
        .isEqualTo(new WorkflowView.JobCounts(4, 0, 0, 0, 0, 0, 1, 3));
    assertThat(workflows.events(accepted.workflowId(), "job-failed", null, 5))
        .singleElement()
        .matches(event -> "a".equals(event.jobName()) && event.message().equals("no"));
    assertThatThrownBy(() -> workflows.known(-1)).isInstanceOf(PlimsollException.class);
    assertThatThrownBy(() -> jobs.known(-1)).isInstanceOf(PlimsollException.class);
  }

  private static ClaimedJob named(List<ClaimedJob> jobs, String name) throws SQLException {
    long id = database.number("SELECT max(job_id) FROM job WHERE name = '%s'".formatted(name));
    return jobs.stream().filter(job -> job.job() == id).findFirst().orElseThrow();
  }

  private static Offer offer(int most) {
    return Offer.ofAll("default", EIGHT_CORES, most);
  }

  private static Submission submission(String key, String request) {
    return new Submission(key, request, "ann", Map.of());
  }

  private Accepted accept(NewJob... all) throws SQLException {
    return queue.accept(NewWorkflow.of("workflow", List.of(all)));
  }

  private static NewJob.Placement placement() {
    return new NewJob.Placement("default", 5, new Needs(1_000, 1, 0, 0, Duration.ofMinutes(1)));
  }

  private static NewJob job(String name, String... waitsFor) {
    return NewJob.of(name, "command", placement(), Set.of(waitsFor));
  }

  private static NewJob tried(String name, int attempts) {
    return new NewJob(
        name,
        "command",
        "{}",
        placement(),
        new NewJob.Trials(attempts, Duration.ZERO, false, null),
        Set.of(),
        Set.of(),
        Set.of());
  }
}
