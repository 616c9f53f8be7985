package dev.plimsoll.queue.workflow;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Accepts workflows: all of one or nothing. Thread-safe.
public final class WorkflowQueue {
  /// Rows that a statement inserts: bounds the memory of its parameters.
  private static final int SLICE = 5_000;

  private final Transactions transactions;

  public WorkflowQueue(Transactions transactions) {
    this.transactions = transactions;
  }

  /// An accepted workflow, whose jobs have consecutive ids in the order in which they were given.
  public record Accepted(long workflowId, long firstJobId) {}

  /// Jobs that wait for nothing are ready when this returns.
  ///
  /// @throws SQLException also when the outcome is unknown
  public Accepted accept(NewWorkflow workflow) throws SQLException {
    return accept(workflow, Submission.NONE);
  }

  /// As [#accept(NewWorkflow)], once for each key of a submission.
  ///
  /// @throws PlimsollException CONFLICT for a key that another request was accepted by
  public Accepted accept(NewWorkflow workflow, Submission submission) throws SQLException {
    return transactions.run(connection -> accept(connection, workflow, submission));
  }

  /// As [#accept(NewWorkflow)], in the caller's transaction.
  public static Accepted accept(Connection connection, NewWorkflow workflow) throws SQLException {
    return accept(connection, workflow, Submission.NONE);
  }

  private static Accepted accept(Connection connection, NewWorkflow workflow, Submission submission)
      throws SQLException {
    List<NewJob> jobs = workflow.jobs();
    long first =
        Sql.of(connection, "SELECT nextval('job_id_seq') AS id").one(row -> row.getLong("id"));
    // Another request with this key is waited for.
    Optional<Long> inserted =
        Sql.of(
                connection,
                """
                INSERT INTO workflow (name, asked_by, idempotency_key, request_hash, first_job, jobs)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (idempotency_key) DO NOTHING
                RETURNING workflow_id
                """,
                workflow.name(),
                submission.by(),
                submission.key(),
                submission.hash(),
                first,
                jobs.size())
            .first(row -> row.getLong("workflow_id"));
    if (inserted.isEmpty()) {
      return submission.accepted(connection);
    }
    long workflowId = inserted.get();
    Map<NewJob.Placement, Integer> classes =
        ResourceClasses.ids(connection, jobs.stream().map(NewJob::placement).distinct().toList());
    for (int from = 0; from < jobs.size(); from += SLICE) {
      int to = Math.min(jobs.size(), from + SLICE);
      insertJobs(connection, workflowId, first + from, jobs.subList(from, to));
      insertStates(connection, workflow, classes, first, from, to);
      insertWaits(connection, workflow, first, from, to);
    }
    WorkflowData.insert(connection, workflowId, first, jobs, submission.values());
    // One statement for the whole workflow, so that nothing is claimed of a part of it.
    Sql.of(
            connection,
            """
            WITH free AS (
              UPDATE job_state SET state = 'READY', seq = nextval('ready_seq')
              WHERE job_id >= ? AND job_id < ? AND waits_for = 0
              RETURNING class_id, seq, job_id
            )
            INSERT INTO ready (class_id, seq, job_id) SELECT class_id, seq, job_id FROM free
            """,
            first,
            first + jobs.size())
        .update();
    return new Accepted(workflowId, first);
  }

  private static void insertJobs(
      Connection connection, long workflowId, long first, List<NewJob> jobs) throws SQLException {
    @Nullable String[] deadlines =
        jobs.stream()
            .map(job -> job.trials().deadline())
            .map(at -> at == null ? null : OffsetDateTime.ofInstant(at, ZoneOffset.UTC).toString())
            .toArray(String[]::new);
    Sql.of(
            connection,
            """
            WITH entered AS (
              INSERT INTO job (job_id, workflow_id, name, kind, payload, attempts_allowed, retry_after,
                despite_failure, deadline)
              SELECT ? + n - 1, ?, name, kind, payload::jsonb, allowed,
                make_interval(secs => pause_ms / 1000.0), despite, deadline::timestamptz
              FROM unnest(?, ?, ?, ?, ?, ?, ?) WITH ORDINALITY
                AS j (name, kind, payload, allowed, pause_ms, despite, deadline, n)
              RETURNING job_id, deadline
            )
            INSERT INTO job_deadline (due_at, job_id)
            SELECT deadline, job_id FROM entered WHERE deadline IS NOT NULL
            """,
            first,
            workflowId,
            jobs.stream().map(NewJob::name).toArray(String[]::new),
            jobs.stream().map(NewJob::kind).toArray(String[]::new),
            jobs.stream().map(NewJob::payload).toArray(String[]::new),
            jobs.stream().mapToInt(job -> job.trials().allowed()).toArray(),
            jobs.stream().mapToLong(job -> job.trials().pause().toMillis()).toArray(),
            jobs.stream().map(job -> job.trials().despiteFailure()).toArray(Boolean[]::new),
            deadlines)
        .update();
  }

  private static void insertStates(
      Connection connection,
      NewWorkflow workflow,
      Map<NewJob.Placement, Integer> classes,
      long first,
      int from,
      int to)
      throws SQLException {
    int[] waits = new int[to - from];
    int[] ids = new int[to - from];
    Arrays.setAll(waits, i -> workflow.waits(from + i).length);
    Arrays.setAll(ids, i -> classes.get(workflow.jobs().get(from + i).placement()));
    Sql.of(
            connection,
            """
            INSERT INTO job_state (job_id, state, waits_for, class_id)
            SELECT ? + n - 1, 'BLOCKED', waits_for, class_id
            FROM unnest(?, ?) WITH ORDINALITY AS j (waits_for, class_id, n)
            """,
            first + from,
            waits,
            ids)
        .update();
  }

  private static void insertWaits(
      Connection connection, NewWorkflow workflow, long first, int from, int to)
      throws SQLException {
    int count = 0;
    for (int place = from; place < to; place++) {
      count += workflow.waits(place).length;
    }
    if (count == 0) {
      return;
    }
    long[] others = new long[count];
    long[] jobs = new long[count];
    int at = 0;
    for (int place = from; place < to; place++) {
      for (int other : workflow.waits(place)) {
        others[at] = first + other;
        jobs[at] = first + place;
        at++;
      }
    }
    Sql.of(
            connection,
            "INSERT INTO job_wait (other_id, job_id) SELECT * FROM unnest(?, ?)",
            others,
            jobs)
        .update();
  }
}
