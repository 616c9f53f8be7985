package dev.plimsoll.queue.upkeep;

import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Workflows that come to their end, and those that are forgotten. Thread-safe, and for any number
/// of processes.
///
/// No counter says how many jobs of a workflow are left: each end of a job would write it, and all
/// workers would wait for its row.
public final class EndedWorkflows {
  private static final int WORKFLOWS = 1_000;

  /// Jobs that a transaction forgets, and claims that it looks at.
  private static final int JOBS = 5_000;

  private final Transactions transactions;

  /// The last workflow of the look before: where there are many, each has its turn.
  private final AtomicLong lookedAt = new AtomicLong();

  public EndedWorkflows(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Marks the workflows whose jobs are all over; looks at a thousand, and at others the next time.
  /// In one transaction; where that fails, each in one of its own.
  ///
  /// Cost: of each open workflow, a probe for the job that was the first that was not over at the
  /// last look; where it is over now, its jobs from there on up to the first that is not.
  ///
  /// @return how many ended
  /// @throws SQLException of the first that could not be looked at, after all others
  public int end() throws SQLException {
    long after = lookedAt.get();
    List<Long> open =
        transactions.statements(
            connection ->
                Sql.of(
                        connection,
                        """
                        SELECT w.workflow_id
                        FROM workflow w LEFT JOIN job_state s ON s.job_id = w.over_below
                        WHERE w.ended_at IS NULL AND w.workflow_id > ?
                          AND (s.job_id IS NULL OR s.state IN ('DONE', 'FAILED', 'CANCELED'))
                        ORDER BY w.workflow_id LIMIT ?
                        """,
                        after,
                        WORKFLOWS)
                    .list(row -> row.getLong("workflow_id")));
    lookedAt.set(open.size() < WORKFLOWS ? 0 : open.getLast());
    try {
      return transactions.run(connection -> end(connection, open));
    } catch (SQLException e) {
      // An outage is of them all: the next look comes in time.
      if (SqlStates.state(e) == null || SqlStates.errorCode(e).isTransient()) {
        throw e;
      }
      return endAlone(open);
    }
  }

  private int endAlone(List<Long> open) throws SQLException {
    int ended = 0;
    @Nullable SQLException failure = null;
    for (long workflow : open) {
      try {
        ended += transactions.run(connection -> end(connection, List.of(workflow)));
      } catch (SQLException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return ended;
  }

  private static int end(Connection connection, List<Long> open) throws SQLException {
    List<Long> locked =
        Sql.of(
                connection,
                """
                SELECT workflow_id FROM workflow WHERE workflow_id = ANY (?) AND ended_at IS NULL
                ORDER BY workflow_id FOR NO KEY UPDATE SKIP LOCKED
                """,
                (Object) open.stream().mapToLong(Long::longValue).toArray())
            .list(row -> row.getLong("workflow_id"));
    int ended = 0;
    for (long workflow : locked) {
      ended += end(connection, workflow) ? 1 : 0;
    }
    return ended;
  }

  private static boolean end(Connection connection, long workflow) throws SQLException {
    // The first job that is not over; where there is none, the workflow has ended.
    return Sql.of(
            connection,
            """
            WITH open AS MATERIALIZED (
              SELECT (
                SELECT j.job_id FROM job j JOIN job_state s ON s.job_id = j.job_id
                WHERE j.workflow_id = w.workflow_id AND j.job_id >= w.over_below
                  AND s.state NOT IN ('DONE', 'FAILED', 'CANCELED')
                ORDER BY j.job_id LIMIT 1) AS job_id
              FROM workflow w WHERE w.workflow_id = ?
            ), outcome AS MATERIALIZED (
              SELECT count(*) FILTER (WHERE s.state = 'DONE') AS done,
                count(*) FILTER (WHERE s.state = 'FAILED') AS failed,
                count(*) FILTER (WHERE s.state = 'CANCELED') AS canceled
              FROM job j JOIN job_state s ON s.job_id = j.job_id
              WHERE j.workflow_id = ? AND (SELECT job_id FROM open) IS NULL
            ), told AS (
              INSERT INTO workflow_event (workflow_id, kind, message)
              SELECT ?, 'workflow-ended', 'all its jobs are over'
              FROM open WHERE job_id IS NULL
            )
            UPDATE workflow w SET over_below = coalesce(open.job_id, w.over_below),
              ended_at = CASE WHEN open.job_id IS NULL THEN now() END,
              state = CASE WHEN open.job_id IS NOT NULL THEN w.state
                WHEN outcome.failed > 0 THEN 'FAILED' WHEN outcome.canceled > 0 THEN 'CANCELED'
                ELSE 'DONE' END,
              done_jobs = CASE WHEN open.job_id IS NULL THEN outcome.done END,
              failed_jobs = CASE WHEN open.job_id IS NULL THEN outcome.failed END
            FROM open, outcome
            WHERE w.workflow_id = ? AND (open.job_id IS NULL OR open.job_id <> w.over_below)
            RETURNING w.ended_at IS NOT NULL AS ended
            """,
            workflow,
            workflow,
            workflow,
            workflow)
        .first(row -> row.getBoolean("ended"))
        .orElse(false);
  }

  /// Forgets what has ended long ago, in slices: jobs, what they waited for, their results, their
  /// workflow.
  ///
  /// @param kept after a workflow's end
  /// @return how many jobs of one workflow, or 0 when there is nothing left to forget
  public int forget(Duration kept) throws SQLException {
    return transactions.run(connection -> forget(connection, kept));
  }

  private static int forget(Connection connection, Duration kept) throws SQLException {
    List<Long> old =
        Sql.of(
                connection,
                """
                SELECT workflow_id FROM workflow WHERE ended_at < now() - make_interval(secs => ?)
                ORDER BY ended_at LIMIT 1 FOR UPDATE SKIP LOCKED
                """,
                kept)
            .list(row -> row.getLong("workflow_id"));
    if (old.isEmpty()) {
      return 0;
    }
    long workflow = old.getFirst();
    long[] jobs =
        Sql.of(
                connection,
                "SELECT job_id FROM job WHERE workflow_id = ? ORDER BY job_id LIMIT ?",
                workflow,
                JOBS)
            .list(row -> row.getLong("job_id"))
            .stream()
            .mapToLong(Long::longValue)
            .toArray();
    for (String table :
        List.of(
            "DELETE FROM job_wait WHERE job_id = ANY (?)",
            "DELETE FROM job_deadline d USING job j WHERE j.job_id = ANY (?) AND d.job_id = j.job_id AND d.due_at = j.deadline",
            "DELETE FROM job_result WHERE job_id = ANY (?)",
            "DELETE FROM job_read WHERE job_id = ANY (?)",
            "DELETE FROM job_datum WHERE writer_id = ANY (?)",
            "DELETE FROM job_state WHERE job_id = ANY (?)",
            "DELETE FROM job WHERE job_id = ANY (?)")) {
      Sql.of(connection, table, (Object) jobs).update();
    }
    if (jobs.length < JOBS) {
      Sql.of(connection, "DELETE FROM workflow_event WHERE workflow_id = ?", workflow).update();
      Sql.of(connection, "DELETE FROM job_datum WHERE workflow_id = ?", workflow).update();
      Sql.of(connection, "DELETE FROM workflow WHERE workflow_id = ?", workflow).update();
    }
    return Math.max(1, jobs.length);
  }

  /// Forgets classes that no job has been made in since before the oldest workflow that is kept.
  public void forgetClasses() throws SQLException {
    transactions.run(
        connection ->
            Sql.of(
                    connection,
                    """
                    DELETE FROM resource_class c
                    WHERE c.used_at < (SELECT coalesce(min(created_at), now()) FROM workflow)
                      AND c.used_at < now() - interval '1 hour'
                      AND NOT EXISTS (SELECT FROM ready r WHERE r.class_id = c.class_id)
                    """)
                .update());
  }

  /// Forgets claims of which no job runs any more. Looks at every claim, a slice a transaction.
  public void forgetClaims() throws SQLException {
    for (long after = 0; after >= 0; ) {
      long from = after;
      after = transactions.run(connection -> forgetClaims(connection, from));
    }
  }

  /// @return the last claim that was looked at; -1 after the last
  private static long forgetClaims(Connection connection, long after) throws SQLException {
    // Slice of claims; of each whether a job of it still runs under it.
    return Sql.of(
            connection,
            """
            WITH slice AS MATERIALIZED (
              SELECT claim_id FROM job_claim WHERE claim_id > ? ORDER BY claim_id LIMIT ?
            ), forgotten AS (
              DELETE FROM job_claim c USING slice
              WHERE c.claim_id = slice.claim_id
                AND NOT EXISTS (SELECT FROM running_job r WHERE r.claim_id = slice.claim_id)
            )
            SELECT coalesce(max(claim_id), -1) AS last FROM slice
            """,
            after,
            JOBS)
        .one(row -> row.getLong("last"));
  }
}
