package dev.plimsoll.queue.completion;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.queue.claim.ClaimedJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What attempts left to be read. One for each claim of a job that has ended under it.
final class JobResults {
  static final int LONGEST_MESSAGE = 4_000;

  private JobResults() {}

  /// Later words of the same claim are not kept. Attempt and worker are read where they stand.
  static void add(
      Connection connection,
      long job,
      long claim,
      String outcome,
      @Nullable String message,
      @Nullable String output)
      throws SQLException {
    Sql.of(
            connection,
            """
            INSERT INTO job_result (job_id, claim_id, attempt, outcome, worker, message, output)
            SELECT s.job_id, ?, s.attempt, ?, w.name, ?, ?::jsonb
            FROM job_state s
            LEFT JOIN job_claim c ON c.claim_id = ?
            LEFT JOIN worker w ON w.worker_id = c.worker_id
            WHERE s.job_id = ? ON CONFLICT DO NOTHING
            """,
            claim,
            outcome,
            message == null ? null : shortened(message),
            output,
            claim,
            job)
        .update();
  }

  /// Of attempts that succeeded, as [#add] does. Their state is looked up job by job.
  static void add(Connection connection, List<RepeatableEnds.Success> successes)
      throws SQLException {
    List<ClaimedJob> jobs = successes.stream().map(RepeatableEnds.Success::job).toList();
    Sql.of(
            connection,
            """
            INSERT INTO job_result (job_id, claim_id, attempt, outcome, worker, output)
            SELECT s.job_id, g.claim_id, s.attempt, 'DONE', w.name, g.output::jsonb
            FROM unnest(?, ?, ?) AS g (job_id, claim_id, output)
            CROSS JOIN LATERAL (
              SELECT s.job_id, s.attempt FROM job_state s WHERE s.job_id = g.job_id OFFSET 0) s
            LEFT JOIN job_claim c ON c.claim_id = g.claim_id
            LEFT JOIN worker w ON w.worker_id = c.worker_id
            ON CONFLICT DO NOTHING
            """,
            Completions.ids(jobs),
            Completions.claims(jobs),
            successes.stream().map(RepeatableEnds.Success::output).toArray(String[]::new))
        .update();
  }

  /// The attempts that have succeeded.
  static Set<JobClaim> successes(Connection connection, List<ClaimedJob> jobs) throws SQLException {
    return jobs.isEmpty()
        ? Set.of()
        : Set.copyOf(
            Sql.of(
                    connection,
                    """
                    SELECT r.job_id, r.claim_id FROM unnest(?, ?) AS g (job_id, claim_id)
                    JOIN job_result r ON r.job_id = g.job_id AND r.claim_id = g.claim_id
                    WHERE r.outcome = 'DONE'
                    """,
                    Completions.ids(jobs),
                    Completions.claims(jobs))
                .list(JobClaim::of));
  }

  /// Whether this end of the job was taken under this claim.
  static boolean has(Connection connection, long job, long claim, String outcome)
      throws SQLException {
    return Sql.of(
            connection,
            "SELECT FROM job_result WHERE job_id = ? AND claim_id = ? AND outcome = ?",
            job,
            claim,
            outcome)
        .exists();
  }

  static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }
}
