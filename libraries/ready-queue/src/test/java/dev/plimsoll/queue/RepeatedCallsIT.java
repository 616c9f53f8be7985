package dev.plimsoll.queue;

import static dev.plimsoll.queue.QueuedJobs.job;
import static dev.plimsoll.queue.QueuedJobs.offer;
import static dev.plimsoll.queue.QueuedJobs.tried;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.claim.Claims;
import dev.plimsoll.queue.claim.RepeatableClaims;
import dev.plimsoll.queue.claim.WorkerLostException;
import dev.plimsoll.queue.completion.RepeatableEnds;
import dev.plimsoll.queue.completion.RepeatableEnds.Answer;
import dev.plimsoll.queue.completion.RepeatableEnds.Success;
import dev.plimsoll.queue.worker.Workers;
import dev.plimsoll.queue.workflow.NewJob;
import dev.plimsoll.queue.workflow.NewWorkflow;
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

/// Calls that are said once more since their answers were lost, and calls beside them.
final class RepeatedCallsIT {
  private static final QueueDatabase database = new QueueDatabase("ready_queue_calls");

  private final WorkflowQueue queue = new WorkflowQueue(database.transactions());
  private final Workers workers = new Workers(database.transactions(), Duration.ofMinutes(1));
  private final Claims claims = new Claims(database.transactions(), Duration.ofMinutes(15));
  private final RepeatableClaims repeatable = new RepeatableClaims(database.transactions(), claims);
  private final RepeatableEnds ends = new RepeatableEnds(database.transactions());
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
    ClaimedJob a = database.named(got, "a");
    ClaimedJob b = database.named(got, "b");
    ClaimedJob c = database.named(got, "c");

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
    ClaimedJob d = database.named(got, "d");
    ends.returned(d);

    List<Answer> answers =
        ends.done(
            List.of(
                new Success(database.named(got, "a"), "{\"exitCode\": 0}", Map.of()),
                new Success(database.named(got, "b"), "{\"tail\": \"\\u0000\"}", Map.of()),
                new Success(database.named(got, "c"), null, Map.of("others", "1")),
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

  private static Submission submission(String key, String request) {
    return new Submission(key, request, "ann", Map.of());
  }

  private Accepted accept(NewJob... all) throws SQLException {
    return queue.accept(NewWorkflow.of("workflow", List.of(all)));
  }
}
