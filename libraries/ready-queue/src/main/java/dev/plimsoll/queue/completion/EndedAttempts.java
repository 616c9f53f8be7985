package dev.plimsoll.queue.completion;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.queue.claim.ClaimedJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What becomes of jobs whose attempt has not succeeded, and of those that wait for them.
public final class EndedAttempts {
  private EndedAttempts() {}

  /// Takes the job from its claim.
  ///
  /// @return whether the claim still ran it
  static boolean end(Connection connection, ClaimedJob job) throws SQLException {
    return Sql.of(
            connection,
            """
            UPDATE job_state SET state = 'ENDED', claim_id = NULL, since = now()
            WHERE job_id = ? AND state = 'RUNNING' AND claim_id = ?
            """,
            job.job(),
            job.claim())
        .updateAny();
  }

  /// Takes all jobs of a worker that is lost from their claims, and keeps that they were.
  ///
  /// @return the jobs, in the state `ENDED`
  public static List<Long> endLost(Connection connection, long worker) throws SQLException {
    return Sql.of(
            connection,
            """
            WITH its AS MATERIALIZED (
              SELECT job_id, claim_id FROM running_job WHERE worker_id = ?
            ), ended AS (
              UPDATE job_state s SET state = 'ENDED', claim_id = NULL, since = now()
              FROM its
              WHERE s.job_id = its.job_id AND s.state = 'RUNNING' AND s.claim_id = its.claim_id
              RETURNING s.job_id, its.claim_id, s.attempt
            ), kept AS (
              INSERT INTO job_result (job_id, claim_id, attempt, outcome, worker, message)
              SELECT e.job_id, e.claim_id, e.attempt, 'LOST', w.name, 'its worker was lost'
              FROM ended e JOIN worker w ON w.worker_id = ? ON CONFLICT DO NOTHING
            )
            SELECT job_id FROM ended
            """,
            worker,
            worker)
        .list(row -> row.getLong("job_id"));
  }

  /// Jobs in the state `ENDED` are tried again after their pause, as long as attempts are allowed;
  /// the others fail.
  ///
  /// @param permanent whether another attempt would be for nothing
  public static void tryAgainOrFail(
      Connection connection, Collection<Long> jobs, String message, boolean permanent)
      throws SQLException {
    long[] ids = sorted(jobs);
    // Jobs, permanent.
    Sql.of(
            connection,
            """
            WITH later AS (
              UPDATE job_state s SET state = 'LATER', since = now()
              FROM job j
              WHERE s.job_id = ANY (?) AND j.job_id = s.job_id AND s.state = 'ENDED'
                AND s.attempt < j.attempts_allowed AND NOT ?
              RETURNING s.job_id, j.retry_after, j.workflow_id, s.attempt, j.attempts_allowed
            ), told AS (
              INSERT INTO workflow_event (workflow_id, job_id, kind, message)
              SELECT workflow_id, job_id, 'job-retried',
                format('attempt %s of %s: %s', attempt, attempts_allowed, ?::text) FROM later
            )
            INSERT INTO job_later (due_at, job_id) SELECT now() + retry_after, job_id FROM later
            """,
            ids,
            permanent,
            JobResults.shortened(message))
        .update();
    List<Long> failed =
        Sql.of(
                connection,
                """
                WITH failed AS (
                  UPDATE job_state s SET state = 'FAILED', since = now()
                  WHERE s.job_id = ANY (?) AND s.state = 'ENDED' RETURNING s.job_id
                ), told AS (
                  INSERT INTO workflow_event (workflow_id, job_id, kind, message)
                  SELECT j.workflow_id, j.job_id, 'job-failed', ?
                  FROM failed JOIN job j ON j.job_id = failed.job_id
                )
                SELECT job_id FROM failed
                """,
                ids,
                JobResults.shortened(message))
            .list(row -> row.getLong("job_id"));
    release(connection, failed);
  }

  /// What waits for jobs that will never be done runs all the same, or is canceled, and what waits
  /// for it in turn.
  ///
  /// @param over jobs that have failed or were canceled
  public static void release(Connection connection, Collection<Long> over) throws SQLException {
    Set<Long> level = new HashSet<>(over);
    while (!level.isEmpty()) {
      long[] ids = sorted(level);
      // One level of the graph: dependents are locked in the order of their ids.
      level =
          new HashSet<>(
              Sql.of(
                      connection,
                      """
                      WITH fewer AS (
                        SELECT w.job_id, count(*)::int AS waits
                        FROM job_wait w WHERE w.other_id = ANY (?) GROUP BY w.job_id
                      ), locked AS (
                        SELECT s.job_id, f.waits, j.despite_failure, j.workflow_id
                        FROM fewer f JOIN job_state s ON s.job_id = f.job_id
                        JOIN job j ON j.job_id = s.job_id
                        WHERE s.state = 'BLOCKED' ORDER BY s.job_id FOR UPDATE OF s
                      ), counted AS (
                        UPDATE job_state s SET waits_for = s.waits_for - l.waits,
                          state = CASE WHEN s.waits_for = l.waits THEN 'READY' ELSE s.state END,
                          seq = CASE WHEN s.waits_for = l.waits THEN nextval('ready_seq') END
                        FROM locked l WHERE s.job_id = l.job_id AND l.despite_failure
                        RETURNING s.job_id, s.class_id, s.seq
                      ), queued AS (
                        INSERT INTO ready (class_id, seq, job_id)
                        SELECT class_id, seq, job_id FROM counted WHERE seq IS NOT NULL
                      ), canceled AS (
                        UPDATE job_state s SET state = 'CANCELED', since = now()
                        FROM locked l WHERE s.job_id = l.job_id AND NOT l.despite_failure
                        RETURNING s.job_id, l.workflow_id
                      ), told AS (
                        INSERT INTO workflow_event (workflow_id, job_id, kind, message)
                        SELECT workflow_id, job_id, 'job-canceled', 'a job that it waits for is not done'
                        FROM canceled
                      )
                      SELECT job_id FROM canceled
                      """,
                      (Object) ids)
                  .list(row -> row.getLong("job_id")));
    }
  }

  private static long[] sorted(Collection<Long> jobs) {
    return jobs.stream().mapToLong(Long::longValue).sorted().toArray();
  }
}
