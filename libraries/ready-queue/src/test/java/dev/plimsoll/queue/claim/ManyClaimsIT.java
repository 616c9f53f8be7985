package dev.plimsoll.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.QueueDatabase;
import dev.plimsoll.queue.completion.Completions;
import dev.plimsoll.queue.completion.RepeatableEnds;
import dev.plimsoll.queue.completion.RepeatableEnds.Success;
import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.resource.Offer;
import dev.plimsoll.queue.upkeep.LostWorkers;
import dev.plimsoll.queue.worker.Workers;
import dev.plimsoll.queue.workflow.NewJob;
import dev.plimsoll.queue.workflow.NewWorkflow;
import dev.plimsoll.queue.workflow.WorkflowQueue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A worker that has made many claims, among many jobs: its calls look up what they ask for.
final class ManyClaimsIT {
  private static final int JOBS = 20_000;
  private static final int CLAIMS = 500;
  private static final int ENDED_AT_ONCE = 100;
  private static final Needs NEEDS = new Needs(1_000, 0, 0, 0, Duration.ZERO);
  private static final Offer OFFER =
      Offer.ofAll("default", new Needs(1_000, 0, 0, 0, Duration.ofDays(1)), 1);

  private final QueueDatabase database = new QueueDatabase("many_claims");
  private final Transactions transactions = database.transactions();
  private final Workers workers = new Workers(transactions, Duration.ofHours(1));
  private final RepeatableClaims claims =
      new RepeatableClaims(transactions, new Claims(transactions, Duration.ofMinutes(15)));
  private final RepeatableEnds ends = new RepeatableEnds(transactions);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void noCallReadsAllJobs() throws SQLException {
    // given
    new WorkflowQueue(transactions)
        .accept(
            NewWorkflow.of("many", IntStream.range(0, JOBS).mapToObj(ManyClaimsIT::job).toList()));
    long worker = workers.register("worker");
    work(worker, CLAIMS);
    database.change("ANALYZE");
    long before = scans();

    // when
    work(worker, 20);
    List<ClaimedJob> last = claims.claim(worker, OFFER, Set.of());
    assertThat(claims.claim(worker, OFFER, Set.of())).as("its answer was lost").isEqualTo(last);
    new LostWorkers(transactions).leave(worker);

    // then
    assertThat(scans()).isEqualTo(before);
    assertThat(database.number("SELECT count(*) FROM job_state WHERE state = 'DONE'"))
        .isEqualTo(CLAIMS + 20);
    assertThat(database.number("SELECT count(*) FROM job_state WHERE state = 'RUNNING'")).isZero();
  }

  @Test
  void noEndReadsAllJobsThoughStatisticsKnowOfNoneThatRuns() throws SQLException {
    // given
    int few = 2_000;
    new WorkflowQueue(transactions)
        .accept(
            NewWorkflow.of("few", IntStream.range(0, few).mapToObj(ManyClaimsIT::job).toList()));
    long worker = workers.register("worker");
    Offer offer =
        Offer.ofAll("default", new Needs(200_000, 0, 0, 0, Duration.ofDays(1)), ENDED_AT_ONCE);
    Completions completions = new Completions(transactions);
    Map<String, ThrowingConsumer<List<ClaimedJob>>> ways =
        Map.of(
            "returned", completions::returned,
            "done", completions::done,
            "done, repeatable",
                jobs -> ends.done(jobs.stream().map(ManyClaimsIT::success).toList()),
            "looked for", workers::lost);
    database.change("ANALYZE");
    for (var way : ways.entrySet()) {
      List<ClaimedJob> jobs = claims.claim(worker, offer, Set.of());
      assertThat(jobs).hasSize(ENDED_AT_ONCE);
      long before = reads();

      // when
      way.getValue().accept(jobs);

      // then
      assertThat(reads() - before)
          .as(way.getKey())
          .isBetween(ENDED_AT_ONCE + 0L, 4L * ENDED_AT_ONCE);
    }
    assertThat(database.number("SELECT count(*) FROM job_state WHERE state = 'DONE'"))
        .isEqualTo(2 * ENDED_AT_ONCE);
  }

  private void work(long worker, int times) throws SQLException {
    for (int i = 0; i < times; i++) {
      ClaimedJob job = claims.claim(worker, OFFER, Set.of()).getFirst();
      assertThat(ends.done(List.of(success(job))).getFirst().taken()).isTrue();
    }
  }

  /// Scans of all jobs so far, by all sessions, whose counts are told at the end of a transaction
  /// that asks for it: the pool has one session, since nothing is done at the same time.
  private long scans() throws SQLException {
    return counted("sum(seq_scan)", "'job', 'job_state'");
  }

  /// Rows of jobs' state that were read so far.
  private long reads() throws SQLException {
    return counted("sum(seq_tup_read + idx_tup_fetch)", "'job_state'");
  }

  private long counted(String what, String tables) throws SQLException {
    transactions.statements(
        connection -> Sql.of(connection, "SELECT pg_stat_force_next_flush()").exists());
    return database.number(
        "SELECT %s FROM pg_stat_user_tables WHERE relname IN (%s)".formatted(what, tables));
  }

  private static Success success(ClaimedJob job) {
    return new Success(job, null, Map.of());
  }

  private static NewJob job(int number) {
    return new NewJob(
        "j" + number,
        "command",
        "{}",
        new NewJob.Placement("default", 5, NEEDS),
        new NewJob.Trials(1, Duration.ZERO, false, null),
        Set.of(),
        Set.of(),
        Set.of());
  }
}
