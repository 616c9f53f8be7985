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
  /// Jobs of a workflow that a transaction cancels.
  private static final int SLICE = 5_000;

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

  /// Cancels what is not over of a workflow, a slice a transaction. What is left when this process
  /// ends, [#goOn] cancels.
  ///
  /// @return how many jobs
  public int cancelWorkflow(long workflow, String reason) throws SQLException {
    transactions.run(
        connection ->
            Sql.of(
                    connection,
                    """
                    WITH marked AS (
                      UPDATE workflow SET canceling = ?
                      WHERE workflow_id = ? AND canceling IS NULL AND ended_at IS NULL
                      RETURNING workflow_id, canceling
                    )
                    INSERT INTO workflow_event (workflow_id, kind, message)
                    SELECT workflow_id, 'workflow-canceled', canceling FROM marked
                    """,
                    JobResults.shortened(reason),
                    workflow)
                .update());
    return cancelAll(workflow);
  }

  /// Goes on with the workflows that are being canceled.
  ///
  /// @return how many jobs were canceled
  public int goOn() throws SQLException {
    List<Long> marked =
        transactions.statements(
            connection ->
                Sql.of(connection, "SELECT workflow_id FROM workflow WHERE canceling IS NOT NULL")
                    .list(row -> row.getLong("workflow_id")));
    int canceled = 0;
    for (long workflow : marked) {
      canceled += cancelAll(workflow);
    }
    return canceled;
  }

  /// Passes over the jobs until one pass finds none: a job behind may have become another's ready
  /// dependent meanwhile.
  private int cancelAll(long workflow) throws SQLException {
    int all = 0;
    for (int found = 1; found > 0; ) {
      found = 0;
      for (long after = 0; after >= 0; ) {
        long from = after;
        Slice slice =
            Deadlocks.again(transactions, connection -> slice(connection, workflow, from));
        found += slice.canceled();
        after = slice.last();
      }
      all += found;
    }
    transactions.run(
        connection ->
            Sql.of(
                    connection,
                    "UPDATE workflow SET canceling = NULL WHERE workflow_id = ?",
                    workflow)
                .update());
    return all;
  }

  /// @param last job that was looked at; -1 after the last
  private record Slice(int canceled, long last) {}

  private static Slice slice(Connection connection, long workflow, long after) throws SQLException {
    List<Long> jobs =
        Sql.of(
                connection,
                """
                SELECT s.job_id FROM workflow w
                JOIN job_state s ON s.job_id >= w.first_job AND s.job_id < w.first_job + w.jobs
                WHERE w.workflow_id = ? AND w.canceling IS NOT NULL AND s.job_id > ?
                  AND s.state IN ('BLOCKED', 'READY', 'LATER', 'RUNNING')
                ORDER BY s.job_id LIMIT ?
                """,
                workflow,
                after,
                SLICE)
            .list(row -> row.getLong("job_id"));
    // Nobody outside waits for them, and what waits for them inside is canceled itself.
    int canceled = cancelAlone(connection, ids(jobs), true).size();
    return new Slice(canceled, jobs.size() < SLICE ? -1 : jobs.getLast());
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
    List<Long> canceled = cancelAlone(connection, ids(jobs), runningToo);
    Sql.of(
            connection,
            """
            INSERT INTO workflow_event (workflow_id, job_id, kind, message)
            SELECT workflow_id, job_id, 'job-canceled', ? FROM job WHERE job_id = ANY (?)
            """,
            JobResults.shortened(reason),
            ids(canceled))
        .update();
    EndedAttempts.release(connection, canceled);
    return canceled.size();
  }

  /// Without what waits for them.
  private static List<Long> cancelAlone(Connection connection, long[] ids, boolean runningToo)
      throws SQLException {
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
    return Sql.of(
            connection,
            """
            WITH locked AS (
              SELECT s.job_id FROM job_state s
              WHERE s.job_id = ANY (?)
                AND (s.state IN ('BLOCKED', 'READY', 'LATER') OR s.state = 'RUNNING' AND ?)
              ORDER BY s.job_id FOR UPDATE
            )
            UPDATE job_state s SET state = 'CANCELED', seq = NULL, claim_id = NULL, since = now()
            FROM locked l WHERE s.job_id = l.job_id RETURNING s.job_id
            """,
            ids,
            runningToo)
        .list(row -> row.getLong("job_id"));
  }

  private static long[] ids(Collection<Long> jobs) {
    return jobs.stream().mapToLong(Long::longValue).sorted().toArray();
  }
}
