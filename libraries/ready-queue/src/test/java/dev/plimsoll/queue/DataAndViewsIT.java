package dev.plimsoll.queue;

import static dev.plimsoll.queue.QueuedJobs.job;
import static dev.plimsoll.queue.QueuedJobs.offer;
import static dev.plimsoll.queue.QueuedJobs.placement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.plimsoll.contracts.job.GraphView;
import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.claim.Claims;
import dev.plimsoll.queue.completion.RepeatableEnds;
import dev.plimsoll.queue.upkeep.EndedWorkflows;
import dev.plimsoll.queue.view.GraphReader;
import dev.plimsoll.queue.view.JobReader;
import dev.plimsoll.queue.view.WorkerReader;
import dev.plimsoll.queue.view.WorkflowReader;
import dev.plimsoll.queue.worker.Workers;
import dev.plimsoll.queue.workflow.NewJob;
import dev.plimsoll.queue.workflow.NewWorkflow;
import dev.plimsoll.queue.workflow.Submission;
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

/// Data that jobs hand to each other, and views of what is in the queue.
final class DataAndViewsIT {
  private static final QueueDatabase database = new QueueDatabase("ready_queue_views");

  private final WorkflowQueue queue = new WorkflowQueue(database.transactions());
  private final Workers workers = new Workers(database.transactions(), Duration.ofMinutes(1));
  private final Claims claims = new Claims(database.transactions(), Duration.ofMinutes(15));
  private final RepeatableEnds ends = new RepeatableEnds(database.transactions());
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

  private Accepted accept(NewJob... all) throws SQLException {
    return queue.accept(NewWorkflow.of("workflow", List.of(all)));
  }
}
