package dev.plimsoll.queue;

import static dev.plimsoll.queue.QueuedJobs.job;
import static dev.plimsoll.queue.QueuedJobs.offer;
import static dev.plimsoll.queue.QueuedJobs.placement;
import static dev.plimsoll.queue.QueuedJobs.tried;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.JobDetail.Attempt;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.claim.Claims;
import dev.plimsoll.queue.completion.Cancellations;
import dev.plimsoll.queue.completion.RepeatableEnds;
import dev.plimsoll.queue.completion.Retries;
import dev.plimsoll.queue.upkeep.DueJobs;
import dev.plimsoll.queue.upkeep.EndedWorkflows;
import dev.plimsoll.queue.upkeep.LostWorkers;
import dev.plimsoll.queue.view.JobReader;
import dev.plimsoll.queue.view.WorkflowReader;
import dev.plimsoll.queue.worker.Workers;
import dev.plimsoll.queue.workflow.NewJob;
import dev.plimsoll.queue.workflow.NewWorkflow;
import dev.plimsoll.queue.workflow.PausedWorkflows;
import dev.plimsoll.queue.workflow.WorkflowQueue;
import dev.plimsoll.queue.workflow.WorkflowQueue.Accepted;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Workflows that are paused, canceled, tried again and ended.
final class WorkflowControlIT {
  private static final QueueDatabase database = new QueueDatabase("ready_queue_control");

  private final WorkflowQueue queue = new WorkflowQueue(database.transactions());
  private final Workers workers = new Workers(database.transactions(), Duration.ofMinutes(1));
  private final Claims claims = new Claims(database.transactions(), Duration.ofMinutes(15));
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
    database.empty();
    worker = workers.register("test");
  }

  @AfterAll
  static void close() {
    database.close();
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
    ends.failed(database.named(got, "flaky"), "no", true, null);

    assertThat(retries.retryWorkflow(accepted.workflowId())).isEqualTo(1);
    ends.done(claims.claim(worker, offer(8)).getFirst(), null, Map.of());

    assertThat(database.state("cleanup")).as("waits for slow").isEqualTo("BLOCKED");
    ends.done(database.named(got, "slow"), null, Map.of());
    assertThat(database.state("cleanup")).isEqualTo("READY");
  }

  @Test
  void aRetriedJobTakesWithItWhatWaitsForItAlone() throws SQLException {
    Accepted accepted =
        accept(job("a"), job("b"), job("of-a", "a"), job("of-both", "a", "b"), job("end", "of-a"));
    List<ClaimedJob> got = claims.claim(worker, offer(8));
    ends.failed(database.named(got, "a"), "no", true, null);
    ends.failed(database.named(got, "b"), "no", true, null);

    assertThat(retries.retryJob(accepted.workflowId(), database.named(got, "a").job()))
        .isEqualTo(3);

    assertThat(database.state("a")).isEqualTo("READY");
    assertThat(database.state("of-a")).isEqualTo("BLOCKED");
    assertThat(database.state("end")).isEqualTo("BLOCKED");
    assertThat(database.state("of-both")).isEqualTo("CANCELED");
    long both = database.number("SELECT job_id FROM job WHERE name = 'of-both'");
    assertThat(retries.retryJob(accepted.workflowId(), both)).as("with b").isEqualTo(2);
    assertThat(database.state("b")).isEqualTo("READY");
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

  private Accepted accept(NewJob... all) throws SQLException {
    return queue.accept(NewWorkflow.of("workflow", List.of(all)));
  }
}
