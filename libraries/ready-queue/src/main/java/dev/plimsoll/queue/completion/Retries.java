package dev.plimsoll.queue.completion;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Queues jobs once more that have failed or were canceled, with all their attempts. Thread-safe.
public final class Retries {
  private final Transactions transactions;

  public Retries(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Sets back what has failed or was canceled of a workflow. What waits for a job that is done
  /// waits no more; what waits for one of these waits again.
  ///
  /// @return how many jobs
  public int retryWorkflow(long workflow) throws SQLException {
    return Deadlocks.again(transactions, connection -> retryWorkflow(connection, workflow));
  }

  private static int retryWorkflow(Connection connection, long workflow) throws SQLException {
    // All rows of the workflow that could change are locked first, so that counters are read and
    // written in one state of things.
    List<Long> back =
        new ArrayList<>(
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
                          case "FAILED", "CANCELED" -> row.getLong("job_id");
                          default -> -1L;
                        }));
    back.removeIf(id -> id < 0);
    if (back.isEmpty()) {
      return 0;
    }
    long[] ids = back.stream().mapToLong(Long::longValue).toArray();
    Sql.of(
            connection,
            """
            UPDATE job_state s SET state = 'BLOCKED', attempt = 0, since = now(), seq = NULL,
              waits_for = (SELECT count(*) FROM job_wait w JOIN job_state o ON o.job_id = w.other_id
                WHERE w.job_id = s.job_id AND o.state <> 'DONE')
            WHERE s.job_id = ANY (?)
            """,
            (Object) ids)
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
            UPDATE workflow SET state = 'RUNNING', ended_at = NULL, over_below = 0
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
}
