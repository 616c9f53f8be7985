package dev.plimsoll.queue.completion;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/// Cancels jobs, and queues jobs that are over once more. Thread-safe.
///
/// A running job is canceled at once, and its worker learns of it at its next sign of life; what
/// the worker says of it until then is refused.
public final class Cancellations {
  private final Transactions transactions;

  public Cancellations(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Cancels what is not over of these jobs, and what waits for them.
  ///
  /// @param reason kept as the event's message
  /// @return how many of these were canceled
  public int cancel(Collection<Long> jobs, String reason) throws SQLException {
    return Deadlocks.again(transactions, connection -> cancel(connection, jobs, reason, true));
  }

  /// Cancels what is not over of a workflow.
  ///
  /// @return how many jobs
  public int cancelWorkflow(long workflow, String reason) throws SQLException {
    return Deadlocks.again(
        transactions,
        connection -> {
          List<Long> jobs =
              Sql.of(
                      connection,
                      """
                      SELECT s.job_id FROM job j JOIN job_state s ON s.job_id = j.job_id
                      WHERE j.workflow_id = ?
                        AND s.state IN ('BLOCKED', 'READY', 'LATER', 'RUNNING')
                      ORDER BY s.job_id
                      """,
                      workflow)
                  .list(row -> row.getLong("job_id"));
          return cancel(connection, jobs, reason, true);
        });
  }

  /// Cancels those of the jobs that have not begun, in the caller's transaction.
  ///
  /// @return how many
  public static int cancelWaiting(Connection connection, Collection<Long> jobs, String reason)
      throws SQLException {
    return cancel(connection, jobs, reason, false);
  }

  private static int cancel(
      Connection connection, Collection<Long> jobs, String reason, boolean runningToo)
      throws SQLException {
    long[] ids = jobs.stream().mapToLong(Long::longValue).sorted().toArray();
    // First the rows of the queue, as claims do: a claim that is under way is waited for, and then
    // runs. A row that comes afterwards is of no ready job, and the next claim drops it.
    Sql.of(
            connection,
            """
            DELETE FROM ready r USING job_state s
            WHERE s.job_id = ANY (?) AND s.state = 'READY'
              AND r.class_id = s.class_id AND r.seq = s.seq
            """,
            (Object) ids)
        .update();
    List<Long> canceled =
        Sql.of(
                connection,
                """
                WITH locked AS (
                  SELECT s.job_id FROM job_state s
                  WHERE s.job_id = ANY (?)
                    AND (s.state IN ('BLOCKED', 'READY', 'LATER') OR s.state = 'RUNNING' AND ?)
                  ORDER BY s.job_id FOR UPDATE
                ), canceled AS (
                  UPDATE job_state s SET state = 'CANCELED', seq = NULL, claim_id = NULL, since = now()
                  FROM locked l WHERE s.job_id = l.job_id RETURNING s.job_id
                ), told AS (
                  INSERT INTO workflow_event (workflow_id, job_id, kind, message)
                  SELECT j.workflow_id, j.job_id, 'job-canceled', ?
                  FROM canceled c JOIN job j ON j.job_id = c.job_id
                )
                SELECT job_id FROM canceled
                """,
                ids,
                runningToo,
                JobResults.shortened(reason))
            .list(row -> row.getLong("job_id"));
    EndedAttempts.release(connection, canceled);
    return canceled.size();
  }
}
