package dev.plimsoll.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.claim.Claims;
import dev.plimsoll.queue.claim.WorkerLostException;
import dev.plimsoll.queue.completion.Cancellations;
import dev.plimsoll.queue.completion.Completions;
import dev.plimsoll.queue.completion.Retries;
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
import dev.plimsoll.queue.workflow.WorkflowQueue.Accepted;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReadyQueueIT {
  private static final long GIB = 1L << 30;
  private static final Needs LARGE_WORKER =
      new Needs(8_000, 32 * GIB, 2, 100 * GIB, Duration.ofDays(30));

  private static final QueueDatabase database = new QueueDatabase("ready_queue");
  private final WorkflowQueue queue = new WorkflowQueue(database.transactions());
  private final Workers workers = new Workers(database.transactions(), Duration.ofMinutes(1));
  private final Claims claims = new Claims(database.transactions(), Duration.ofMinutes(15));
  private final Ageing ageing =
      new Ageing(database.transactions(), Duration.ofHours(1), Duration.ofMinutes(15));
  private final Completions completions = new Completions(database.transactions());
  private final LostWorkers lostWorkers = new LostWorkers(database.transactions());
  private final DueJobs dueJobs = new DueJobs(database.transactions());
  private final EndedWorkflows workflows = new EndedWorkflows(database.transactions());
  private long worker;

  @BeforeEach
  void register() throws SQLException {
    database.empty();
    worker = workers.register("test");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void largerJobsComeFirstAndSmallerOnesFillWhatIsLeft() throws SQLException {
    accept(
        job("small", 5, cores(1, 1, 60)),
        job("long", 5, cores(4, 8, 3_600)),
        job("gpu", 5, new Needs(1_000, GIB, 1, 0, Duration.ofMinutes(1))),
        job("huge", 5, cores(64, 8, 3_600)),
        job("wide", 5, cores(4, 8, 1_800)));

    List<ClaimedJob> got = claims.claim(worker, Offer.ofAll("default", LARGE_WORKER, 100));

    // Eight cores: 1 + 4 + (not another 4) + 1. The one of 64 fits no such worker.
    assertThat(database.names(got)).containsExactlyInAnyOrder("gpu", "long", "small");
    assertThat(database.state("wide")).isEqualTo("READY");
    assertThat(database.state("huge")).isEqualTo("READY");
  }

  @Test
  void theOtherOrderPutsMemoryBeforeTime() throws SQLException {
    accept(job("slow", 5, cores(8, 1, 3_600)), job("fat", 5, cores(8, 16, 60)));
    Offer byMemory =
        new Offer("default", LARGE_WORKER, LARGE_WORKER, Offer.Order.GPUS_MEMORY_RUNTIME, 100);

    assertThat(database.names(claims.claim(worker, byMemory))).containsExactly("fat");
    assertThat(database.names(claims.claim(worker, all()))).containsExactly("slow");
  }

  @Test
  void priorityCountsBeforeSizeAndWaitingMakesUpForIt() throws SQLException {
    accept(job("urgent", 9, cores(8, 1, 1)), job("large", 5, cores(8, 16, 3_600)));
    accept(job("old", 0, cores(8, 1, 1)));
    database.change(
        "UPDATE ready SET since = now() - interval '9 hours 1 minute' WHERE job_id = "
            + database.text("SELECT job_id FROM job WHERE name = 'old'"));

    // Nine hours of waiting make priority 9 of 0; of two equals the one of the later class.
    assertThat(ageing.write()).isEqualTo(1);
    assertThat(ageing.write()).isZero();
    assertThat(database.names(claims.claim(worker, all()))).containsExactly("old");
    assertThat(database.names(claims.claim(worker, all()))).containsExactly("urgent");
    assertThat(database.names(claims.claim(worker, all()))).containsExactly("large");
  }

  @Test
  void aJobWhoseTransactionCommitsLateIsFoundBehindLaterOnes() throws Exception {
    // given a job that is queued in a transaction which goes on, while a later one is claimed
    accept(job("late", 5, cores(8, 1, 60)));
    try (Connection session = database.connect();
        Statement statement = session.createStatement()) {
      session.setAutoCommit(false);
      statement.execute(
          "WITH moved AS (DELETE FROM ready RETURNING class_id, job_id)"
              + " INSERT INTO ready (class_id, job_id) SELECT class_id, job_id FROM moved");
      accept(job("later", 5, cores(8, 1, 60)));
      assertThat(database.names(claims.claim(worker, all()))).containsExactly("later");

      // when
      session.commit();
    }

    // then
    List<ClaimedJob> found =
        await()
            .atMost(Duration.ofSeconds(15))
            .until(() -> claims.claim(worker, all()), jobs -> !jobs.isEmpty());
    assertThat(database.names(found)).containsExactly("late");
  }

  @Test
  void aWorkerThatWillNotLastGetsNoLongJob() throws SQLException {
    accept(job("long", 5, cores(1, 1, 7_200)), job("short", 5, cores(1, 1, 60)));
    Needs hour = new Needs(8_000, 32 * GIB, 2, 0, Duration.ofHours(1));

    assertThat(database.names(claims.claim(worker, Offer.ofAll("default", hour, 10))))
        .containsExactly("short");
  }

  @Test
  void aJobIsReadyWhenAllThatItWaitsForIsDone() throws SQLException {
    accept(
        job("a", 5, Needs.NOTHING),
        job("b", 5, Needs.NOTHING),
        job("c", 5, Needs.NOTHING, "a", "b"));
    List<ClaimedJob> both = claims.claim(worker, all());
    assertThat(database.names(both)).containsExactlyInAnyOrder("a", "b");

    assertThat(completions.done(List.of(both.get(0)))).hasSize(1);
    assertThat(claims.claim(worker, all())).isEmpty();
    assertThat(completions.done(List.of(both.get(1)))).hasSize(1);

    List<ClaimedJob> last = claims.claim(worker, all());
    assertThat(database.names(last)).containsExactly("c");
    assertThat(workflows.end()).isZero();
    assertThat(completions.done(last.getFirst(), "{\"rows\": 7}")).isTrue();
    assertThat(workflows.end()).isEqualTo(1);
    assertThat(database.text("SELECT state FROM workflow")).isEqualTo("DONE");
    assertThat(database.text("SELECT output->>'rows' FROM job_result")).isEqualTo("7");
  }

  @Test
  void anEndIsTakenOnce() throws SQLException {
    accept(job("a", 5, Needs.NOTHING));
    List<ClaimedJob> got = claims.claim(worker, all());

    assertThat(completions.done(got)).hasSize(1);
    assertThat(completions.done(got)).isEmpty();
    assertThat(completions.failed(got.getFirst(), "no", false)).isFalse();
    assertThat(database.state("a")).isEqualTo("DONE");
  }

  @Test
  void aFailureIsTriedAgainAfterItsPauseAndThenFailsWhatWaitsForIt() throws SQLException {
    Accepted accepted =
        accept(
            tried("flaky", new NewJob.Trials(2, Duration.ofMinutes(5), false, null)),
            job("after", 5, Needs.NOTHING, "flaky"),
            job("last", 5, Needs.NOTHING, "after"),
            tried("cleanup", new NewJob.Trials(1, Duration.ZERO, true, null), "flaky"));

    assertThat(completions.failed(claims.claim(worker, all()).getFirst(), "once", false)).isTrue();
    assertThat(database.state("flaky")).isEqualTo("LATER");
    assertThat(dueJobs.queue()).isZero();
    database.change("UPDATE job_later SET due_at = now()");
    assertThat(dueJobs.queue()).isEqualTo(1);
    List<ClaimedJob> second = claims.claim(worker, all());
    assertThat(second.getFirst().attempt()).isEqualTo(2);
    assertThat(completions.failed(second.getFirst(), "twice", false)).isTrue();

    assertThat(database.state("flaky")).isEqualTo("FAILED");
    assertThat(database.state("after")).isEqualTo("CANCELED");
    assertThat(database.state("last")).isEqualTo("CANCELED");
    assertThat(database.state("cleanup")).isEqualTo("READY");
    assertThat(completions.done(claims.claim(worker, all()))).hasSize(1);
    assertThat(workflows.end()).isEqualTo(1);
    assertThat(database.text("SELECT state FROM workflow")).isEqualTo("FAILED");

    // Once more, with all its attempts.
    assertThat(new Retries(database.transactions()).retryWorkflow(accepted.workflowId()))
        .isEqualTo(3);
    assertThat(database.text("SELECT state FROM workflow")).isEqualTo("RUNNING");
    assertThat(completions.done(claims.claim(worker, all()))).hasSize(1);
    assertThat(completions.done(claims.claim(worker, all()))).hasSize(1);
    assertThat(completions.done(claims.claim(worker, all()))).hasSize(1);
    assertThat(workflows.end()).isEqualTo(1);
    assertThat(database.text("SELECT state FROM workflow")).isEqualTo("DONE");
  }

  @Test
  void whatALostWorkerSaysIsRefusedAndItsJobsAreRunByOthers() throws SQLException {
    accept(tried("a", new NewJob.Trials(2, Duration.ZERO, false, null)));
    List<ClaimedJob> frozen = claims.claim(worker, all());
    database.change("UPDATE worker SET lease_until = now() - interval '1 second'");

    assertThat(lostWorkers.end()).isEqualTo(1);
    assertThat(dueJobs.queue()).isEqualTo(1);
    assertThat(workers.renew(worker)).isFalse();
    assertThat(completions.done(frozen)).isEmpty();
    assertThatThrownBy(() -> claims.claim(worker, all())).isInstanceOf(WorkerLostException.class);
    long other = workers.register("other");
    List<ClaimedJob> again = claims.claim(other, all());
    assertThat(again.getFirst().attempt()).isEqualTo(2);
    assertThat(completions.done(frozen)).isEmpty();
    assertThat(completions.done(again)).hasSize(1);
  }

  @Test
  void aWorkerThatCannotBeEndedKeepsNoOtherWaiting() throws SQLException {
    // given two lost workers, of which the server does not let the first go
    long other = workers.register("other");
    accept(tried("a", new NewJob.Trials(2, Duration.ZERO, false, null)));
    assertThat(claims.claim(other, all())).hasSize(1);
    database.change(
        """
        CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN RAISE EXCEPTION ''it stays''; END'
        """);
    database.change(
        "CREATE TRIGGER stays BEFORE DELETE ON worker FOR EACH ROW WHEN (OLD.worker_id = %d)"
                .formatted(worker)
            + " EXECUTE FUNCTION stay()");
    database.change("UPDATE worker SET lease_until = now() - interval '1 second'");

    try {
      assertThatThrownBy(lostWorkers::end).hasMessageContaining("it stays");

      assertThat(database.text("SELECT name FROM worker")).isEqualTo("test");
      assertThat(database.state("a")).isEqualTo("LATER");
    } finally {
      database.change("DROP TRIGGER stays ON worker");
      database.change("DROP FUNCTION stay");
    }
  }

  @Test
  void aJobThatKillsItsWorkersFailsAtItsLastAttempt() throws SQLException {
    accept(tried("poison", new NewJob.Trials(1, Duration.ZERO, false, null)));
    claims.claim(worker, all());
    database.change("UPDATE worker SET lease_until = now() - interval '1 second'");

    assertThat(lostWorkers.end()).isEqualTo(1);

    assertThat(database.state("poison")).isEqualTo("FAILED");
    assertThat(database.text("SELECT message FROM workflow_event")).contains("its worker was lost");
  }

  @Test
  void jobsThatAreGivenBackDoNotCountAsTried() throws SQLException {
    accept(job("a", 5, Needs.NOTHING));
    List<ClaimedJob> got = claims.claim(worker, all());

    assertThat(completions.returned(got)).hasSize(1);
    assertThat(completions.returned(got)).isEmpty();

    assertThat(claims.claim(worker, all()).getFirst().attempt()).isEqualTo(1);
  }

  @Test
  void aCanceledJobIsOverAtOnceWhateverItsWorkerSays() throws SQLException {
    Accepted accepted =
        accept(
            job("running", 5, cores(8, 1, 60)),
            job("ready", 5, cores(8, 1, 30)),
            job("blocked", 5, Needs.NOTHING, "ready"));
    List<ClaimedJob> got = claims.claim(worker, all());
    assertThat(database.names(got)).containsExactly("running");

    int canceled =
        new Cancellations(database.transactions())
            .cancelWorkflow(accepted.workflowId(), "not wanted");

    assertThat(canceled).isEqualTo(3);
    assertThat(workers.lost(got.subList(0, 1))).containsExactly(got.getFirst().job());
    assertThat(completions.done(got)).isEmpty();
    assertThat(claims.claim(worker, all())).isEmpty();
    assertThat(workflows.end()).isEqualTo(1);
    assertThat(database.text("SELECT state FROM workflow")).isEqualTo("CANCELED");
  }

  @Test
  void aJobDoesNotBeginAfterItsDeadline() throws SQLException {
    accept(
        tried("late", new NewJob.Trials(1, Duration.ZERO, false, Instant.now().minusSeconds(1))),
        job("after", 5, Needs.NOTHING, "late"));

    assertThat(dueJobs.expire()).isEqualTo(1);

    assertThat(database.state("late")).isEqualTo("CANCELED");
    assertThat(database.state("after")).isEqualTo("CANCELED");
    assertThat(claims.claim(worker, all())).isEmpty();
  }

  @Test
  void oneWorkerIsHeldForAJobThatWaitedLong() throws SQLException {
    accept(job("wide", 5, cores(8, 1, 120)), job("small", 5, cores(1, 1, 60)));
    database.change("UPDATE ready SET since = now() - interval '16 minutes'");
    ageing.write();
    Needs half = new Needs(4_000, 16 * GIB, 2, 0, Duration.ofDays(30));
    Offer halfFree = new Offer("default", half, LARGE_WORKER, Offer.Order.GPUS_RUNTIME_MEMORY, 100);
    long other = workers.register("other");

    assertThat(claims.claim(worker, halfFree)).isEmpty();
    assertThat(database.names(claims.claim(other, halfFree))).containsExactly("small");
    assertThat(claims.claim(worker, halfFree)).isEmpty();
    assertThat(database.names(claims.claim(worker, all()))).containsExactly("wide");
    assertThat(database.number("SELECT count(*) FROM held_worker")).isZero();
  }

  @Test
  void whatHasEndedIsForgottenInTime() throws SQLException {
    accept(job("a", 5, cores(1, 1, 1)), job("b", 5, Needs.NOTHING, "a"));
    completions.done(claims.claim(worker, all()));
    workflows.forgetClaims();
    assertThat(database.number("SELECT count(*) FROM job_claim")).isZero();
    completions.done(claims.claim(worker, all()));
    workflows.end();
    assertThat(workflows.forget(Duration.ofDays(1))).isZero();
    database.change("UPDATE workflow SET ended_at = now() - interval '2 days'");
    database.change("UPDATE resource_class SET used_at = now() - interval '2 days'");

    assertThat(workflows.forget(Duration.ofDays(1))).isEqualTo(2);
    assertThat(workflows.forget(Duration.ofDays(1))).isZero();
    workflows.forgetClasses();
    workflows.forgetClaims();

    for (String table :
        List.of("job", "job_state", "job_wait", "job_claim", "workflow_event", "resource_class")) {
      assertThat(database.number("SELECT count(*) FROM " + table)).as(table).isZero();
    }
  }

  @Test
  void aLaneWithManyNeedsRoundsThem() throws SQLException {
    NewJob[] jobs = new NewJob[3_000];
    for (int i = 0; i < jobs.length; i++) {
      jobs[i] = job("j" + i, 5, new Needs(1_000, GIB + i * 10_000_000L, 0, 0, Duration.ZERO));
    }

    accept(jobs);

    assertThat(database.number("SELECT count(*) FROM resource_class")).isLessThan(60);
    List<ClaimedJob> got = claims.claim(worker, all());
    assertThat(got).as("the largest, and what fits beside it").hasSizeGreaterThanOrEqualTo(2);
    assertThat(database.names(got)).anyMatch(name -> name.startsWith("j29"));
  }

  private Offer all() {
    return Offer.ofAll("default", LARGE_WORKER, 100);
  }

  private Accepted accept(NewJob... jobs) throws SQLException {
    return queue.accept(NewWorkflow.of("workflow", List.of(jobs)));
  }

  private static NewJob job(String name, int priority, Needs needs, String... waitsFor) {
    return NewJob.of(
        name, "command", new NewJob.Placement("default", priority, needs), Set.of(waitsFor));
  }

  private static NewJob tried(String name, NewJob.Trials trials, String... waitsFor) {
    return new NewJob(
        name,
        "command",
        "{}",
        new NewJob.Placement("default", 5, Needs.NOTHING),
        trials,
        Set.of(waitsFor),
        Set.of(),
        Set.of());
  }

  private static Needs cores(int cores, long gib, long seconds) {
    return new Needs(cores * 1_000, gib * GIB, 0, 0, Duration.ofSeconds(seconds));
  }
}
