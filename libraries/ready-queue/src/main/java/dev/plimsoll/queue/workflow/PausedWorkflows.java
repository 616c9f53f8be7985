package dev.plimsoll.queue.workflow;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Pauses workflows: none of their jobs is claimed, what runs goes on, and what becomes ready waits
/// in the queue of a class that no claim looks at. Thread-safe.
///
/// The class of each job is replaced by its negative, so that neither claims nor ends of jobs have
/// to ask whether a workflow is paused. Cost: an update in place of each of its jobs.
public final class PausedWorkflows {
  private final Transactions transactions;

  public PausedWorkflows(Transactions transactions) {
    this.transactions = transactions;
  }

  /// A claim that is under way gets its jobs yet.
  ///
  /// @param by kept with the pause
  /// @return whether it was not paused before and had not ended
  public boolean pause(long workflow, String by) throws SQLException {
    return transactions.run(
        connection -> {
          boolean paused =
              Sql.of(
                      connection,
                      """
                      UPDATE workflow SET paused_by = ?
                      WHERE workflow_id = ? AND paused_by IS NULL AND ended_at IS NULL
                      """,
                      by,
                      workflow)
                  .updateAny();
          if (paused) {
            turn(connection, workflow);
            say(connection, workflow, "workflow-paused", by);
          }
          return paused;
        });
  }

  /// @return whether it was paused
  public boolean resume(long workflow, String by) throws SQLException {
    return transactions.run(
        connection -> {
          boolean resumed =
              Sql.of(
                      connection,
                      """
                      UPDATE workflow SET paused_by = NULL
                      WHERE workflow_id = ? AND paused_by IS NOT NULL
                      """,
                      workflow)
                  .updateAny();
          if (resumed) {
            turn(connection, workflow);
            say(connection, workflow, "workflow-resumed", by);
          }
          return resumed;
        });
  }

  private static void turn(Connection connection, long workflow) throws SQLException {
    // First the rows of the queue, as claims do. A claim that holds some gets its jobs.
    Sql.of(
            connection,
            """
            SELECT FROM ready r JOIN job_state s ON r.class_id = s.class_id AND r.seq = s.seq
            JOIN workflow w ON s.job_id >= w.first_job AND s.job_id < w.first_job + w.jobs
            WHERE w.workflow_id = ? AND s.state = 'READY' FOR UPDATE OF r SKIP LOCKED
            """,
            workflow)
        .exists();
    List<Long> jobs =
        Sql.of(
                connection,
                """
                SELECT s.job_id FROM job_state s
                JOIN workflow w ON s.job_id >= w.first_job AND s.job_id < w.first_job + w.jobs
                WHERE w.workflow_id = ? ORDER BY s.job_id FOR UPDATE OF s
                """,
                workflow)
            .list(row -> row.getLong("job_id"));
    // A row that became ready in between is locked now or, where a claim holds it, is the claim's.
    Sql.of(
            connection,
            """
            WITH mine AS MATERIALIZED (
              SELECT job_id, class_id, seq FROM job_state WHERE job_id = ANY (?)
            ), held AS MATERIALIZED (
              SELECT r.class_id, r.seq, r.job_id, r.since FROM mine m
              JOIN ready r ON r.class_id = m.class_id AND r.seq = m.seq AND r.job_id = m.job_id
              FOR UPDATE OF r SKIP LOCKED
            ), gone AS (
              DELETE FROM ready r USING held h WHERE r.class_id = h.class_id AND r.seq = h.seq
            ), turned AS (
              UPDATE job_state s SET class_id = -s.class_id,
                seq = CASE WHEN h.job_id IS NULL THEN s.seq ELSE nextval('ready_seq') END
              FROM mine m LEFT JOIN held h ON h.job_id = m.job_id
              WHERE s.job_id = m.job_id
              RETURNING s.job_id, s.class_id, s.seq, h.since
            )
            INSERT INTO ready (class_id, seq, job_id, since)
            SELECT class_id, seq, job_id, since FROM turned WHERE since IS NOT NULL
            """,
            (Object) jobs.stream().mapToLong(Long::longValue).toArray())
        .update();
  }

  private static void say(Connection connection, long workflow, String kind, String by)
      throws SQLException {
    Sql.of(
            connection,
            "INSERT INTO workflow_event (workflow_id, kind, message) VALUES (?, ?, ?)",
            workflow,
            kind,
            by)
        .update();
  }
}
