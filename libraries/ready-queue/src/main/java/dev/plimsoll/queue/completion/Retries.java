package dev.plimsoll.queue.completion;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Queues jobs once more that have failed or were canceled, with all their attempts.
/// Thread-safe.
///
/// Repeated after an answer that was lost, it finds nothing to set back and changes nothing,
/// unless something has failed anew.
public final class Retries {
  private final Transactions transactions;

  public Retries(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Sets back what has failed or was canceled of a workflow. What waits for a job that is done
  /// waits no more; what waits for one of these waits again. Cost: one transaction that holds
  /// all jobs of the workflow.
  ///
  /// @return how many jobs
  /// @throws PlimsollException CONFLICT while it is being canceled
  public int retryWorkflow(long workflow) throws SQLException {
    return Deadlocks.again(
        transactions, connection -> retry(connection, workflow, over(connection, workflow)));
  }

  /// Sets back one job that has failed or was canceled, what it waits for of such jobs, and what
  /// was canceled since it waits for these alone.
  ///
  /// @return how many jobs
  /// @throws PlimsollException CONFLICT while its workflow is being canceled
  public int retryJob(long workflow, long job) throws SQLException {
    return Deadlocks.again(
        transactions,
        connection -> {
          Set<Long> over = new HashSet<>(over(connection, workflow));
          return over.contains(job)
              ? retry(connection, workflow, withItsOwn(connection, job, over))
              : 0;
        });
  }

  /// All rows of the workflow that could change are locked first, so that counters are read and
  /// written in one state of things.
  ///
  /// @return its jobs that have failed or were canceled
  private static List<Long> over(Connection connection, long workflow) throws SQLException {
    boolean canceling =
        Sql.of(
                connection,
                """
                SELECT canceling IS NOT NULL AS canceling FROM workflow WHERE workflow_id = ?
                FOR NO KEY UPDATE
                """,
                workflow)
            .first(row -> row.getBoolean("canceling"))
            .orElse(false);
    if (canceling) {
      throw PlimsollException.conflict(
          "workflow %d is being canceled: retry it when that has ended".formatted(workflow));
    }
    List<Long> over = new ArrayList<>();
    Sql.of(
            connection,
            """
            SELECT s.job_id, s.state FROM job j JOIN job_state s ON s.job_id = j.job_id
            WHERE j.workflow_id = ? ORDER BY s.job_id FOR UPDATE OF s
            """,
            workflow)
        .list(
            row ->
                switch (row.getString("state")) {
                  case "FAILED", "CANCELED" -> over.add(row.getLong("job_id"));
                  default -> false;
                });
    return over;
  }

  /// Level by level: first what the job waits for, then what waits for these and can be done.
  private static Set<Long> withItsOwn(Connection connection, long job, Set<Long> over)
      throws SQLException {
    Set<Long> back = new HashSet<>(Set.of(job));
    for (Set<Long> level = Set.of(job); !level.isEmpty(); ) {
      Set<Long> next =
          new HashSet<>(
              Sql.of(
                      connection,
                      "SELECT DISTINCT other_id FROM job_wait WHERE job_id = ANY (?)",
                      (Object) ids(level))
                  .list(row -> row.getLong("other_id")));
      next.retainAll(over);
      next.removeAll(back);
      back.addAll(next);
      level = next;
    }
    for (Set<Long> level = back; !level.isEmpty(); ) {
      level =
          new HashSet<>(
              Sql.of(
                      connection,
                      """
                      SELECT DISTINCT w.job_id FROM job_wait w
                      JOIN job_state s ON s.job_id = w.job_id JOIN job j ON j.job_id = w.job_id
                      WHERE w.other_id = ANY (?) AND s.state = 'CANCELED' AND s.job_id <> ALL (?)
                        AND (j.despite_failure OR NOT EXISTS (
                          SELECT FROM job_wait o JOIN job_state t ON t.job_id = o.other_id
                          WHERE o.job_id = w.job_id AND t.state IN ('FAILED', 'CANCELED')
                            AND t.job_id <> ALL (?)))
                      """,
                      ids(level),
                      ids(back),
                      ids(back))
                  .list(row -> row.getLong("job_id")));
      back.addAll(level);
    }
    return back;
  }

  private static int retry(Connection connection, long workflow, Collection<Long> jobs)
      throws SQLException {
    if (jobs.isEmpty()) {
      return 0;
    }
    long[] ids = ids(jobs);
    Sql.of(
            connection,
            """
            UPDATE job_state s SET state = 'BLOCKED', attempt = 0, since = now(), seq = NULL,
              claim_id = NULL
            WHERE s.job_id = ANY (?)
            """,
            (Object) ids)
        .update();
    // Also of those that wait already: for jobs that were over and are not any more.
    Sql.of(
            connection,
            """
            WITH waiting AS (
              SELECT unnest(?::bigint[]) AS job_id
              UNION SELECT w.job_id FROM job_wait w JOIN job_state s ON s.job_id = w.job_id
              WHERE w.other_id = ANY (?) AND s.state = 'BLOCKED'
            )
            UPDATE job_state s SET waits_for = (
              SELECT count(*) FROM job_wait w JOIN job_state o ON o.job_id = w.other_id
              WHERE w.job_id = s.job_id AND o.state NOT IN ('DONE', 'FAILED', 'CANCELED'))
            FROM waiting WHERE s.job_id = waiting.job_id
            """,
            ids,
            ids)
        .update();
    Sql.of(
            connection,
            """
            WITH free AS (
              UPDATE job_state SET state = 'READY', seq = nextval('ready_seq')
              WHERE job_id = ANY (?) AND waits_for = 0 RETURNING class_id, seq, job_id
            )
            INSERT INTO ready (class_id, seq, job_id) SELECT class_id, seq, job_id FROM free
            """,
            (Object) ids)
        .update();
    Sql.of(
            connection,
            """
            UPDATE workflow SET state = 'RUNNING', ended_at = NULL, over_below = 0,
              done_jobs = NULL, failed_jobs = NULL
            WHERE workflow_id = ?
            """,
            workflow)
        .update();
    Sql.of(
            connection,
            """
            INSERT INTO workflow_event (workflow_id, kind, message)
            VALUES (?, 'workflow-retried', format('%s jobs are queued once more', ?))
            """,
            workflow,
            ids.length)
        .update();
    return ids.length;
  }

  private static long[] ids(Collection<Long> jobs) {
    return jobs.stream().mapToLong(Long::longValue).sorted().toArray();
  }
}
