package dev.plimsoll.queue.completion;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Ends of attempts. Each is taken once, of the claim that runs the job. Thread-safe.
///
/// A repeated end is refused like one of a lost worker: after an unknown outcome the caller asks
/// [dev.plimsoll.queue.worker.Workers#lost]. [RepeatableEnds] knows a repeated end again, at the
/// cost of a row for each.
public final class Completions {
  private final Transactions transactions;
  private final GroupedEnds done;
  private final GroupedEnds returned;

  public Completions(Transactions transactions) {
    this.transactions = transactions;
    this.done = new GroupedEnds(transactions, Completions::done);
    this.returned = new GroupedEnds(transactions, Completions::returned);
  }

  /// Ends attempts that succeeded, and makes ready what waited for nothing else. One statement.
  ///
  /// Cost: an update in place of each job and each dependent; no sort, no scan.
  ///
  /// @return the jobs whose end was taken; of the others, somebody else decides
  public Set<Long> done(Collection<ClaimedJob> jobs) throws SQLException {
    return done.end(jobs);
  }

  /// As [#done(Collection)], with what the job says at its end.
  ///
  /// @param output JSON, up to 64 KiB
  public boolean done(ClaimedJob job, String output) throws SQLException {
    return Deadlocks.again(
        transactions,
        connection -> {
          Set<JobClaim> taken = done(connection, List.of(job));
          if (taken.isEmpty()) {
            return false;
          }
          JobResults.add(connection, job.job(), job.claim(), "DONE", null, output);
          return true;
        });
  }

  /// Ends an attempt that failed: the job is tried again, or fails, and with it what waits for it.
  ///
  /// @param message up to 4,000 characters are kept
  /// @param permanent whether another attempt would be for nothing
  /// @return whether the end was taken
  public boolean failed(ClaimedJob job, String message, boolean permanent) throws SQLException {
    return Deadlocks.again(
        transactions,
        connection -> {
          if (!EndedAttempts.end(connection, job)) {
            return false;
          }
          JobResults.add(connection, job.job(), job.claim(), "FAILED", message, null);
          EndedAttempts.tryAgainOrFail(connection, List.of(job.job()), message, permanent);
          return true;
        });
  }

  /// Gives back jobs that have not begun: they are ready again, and the attempt does not count.
  ///
  /// @return the jobs that were taken back
  public Set<Long> returned(Collection<ClaimedJob> jobs) throws SQLException {
    return returned.end(jobs);
  }

  /// @return the attempts whose jobs were taken back
  static Set<JobClaim> returned(Connection connection, Collection<ClaimedJob> jobs)
      throws SQLException {
    return Set.copyOf(
        Sql.of(
                connection,
                """
                WITH given AS (
                  UPDATE job_state s SET state = 'READY', seq = nextval('ready_seq'),
                    claim_id = NULL, attempt = s.attempt - 1, since = now()
                  FROM unnest(?, ?) AS g (job_id, claim_id)
                  WHERE s.job_id = g.job_id AND s.state = 'RUNNING' AND s.claim_id = g.claim_id
                  RETURNING s.job_id, g.claim_id, s.class_id, s.seq
                ), queued AS (
                  INSERT INTO ready (class_id, seq, job_id)
                  SELECT class_id, seq, job_id FROM given
                )
                SELECT job_id, claim_id FROM given
                """,
                ids(jobs),
                claims(jobs))
            .list(JobClaim::of));
  }

  /// @return the attempts whose end was taken
  static Set<JobClaim> done(Connection connection, Collection<ClaimedJob> jobs)
      throws SQLException {
    // Dependents are mostly updated in the order of their ids, so that two statements that end
    // parts of one graph wait for each other in one direction; where the server has chosen another
    // order, one of them goes again. A dependent that another has just counted is read again under
    // its lock. Locked first and then updated, each would be written twice.
    return Set.copyOf(
        Sql.of(
                connection,
                """
                WITH done AS (
                  UPDATE job_state s SET state = 'DONE', since = now()
                  FROM unnest(?, ?) AS g (job_id, claim_id)
                  WHERE s.job_id = g.job_id AND s.state = 'RUNNING' AND s.claim_id = g.claim_id
                  RETURNING s.job_id, s.claim_id
                ), fewer AS (
                  SELECT w.job_id, count(*)::int AS waits FROM done d JOIN job_wait w ON w.other_id = d.job_id
                  GROUP BY w.job_id
                ), counted AS (
                  UPDATE job_state s SET waits_for = s.waits_for - f.waits,
                    state = CASE WHEN s.waits_for = f.waits THEN 'READY' ELSE s.state END,
                    seq = CASE WHEN s.waits_for = f.waits THEN nextval('ready_seq') END
                  FROM (SELECT job_id, waits FROM fewer ORDER BY job_id) f
                  WHERE s.job_id = f.job_id AND s.state = 'BLOCKED'
                  RETURNING s.job_id, s.class_id, s.seq
                ), queued AS (
                  INSERT INTO ready (class_id, seq, job_id)
                  SELECT class_id, seq, job_id FROM counted WHERE seq IS NOT NULL
                )
                SELECT job_id, claim_id FROM done
                """,
                ids(jobs),
                claims(jobs))
            .list(JobClaim::of));
  }

  static long[] ids(Collection<ClaimedJob> jobs) {
    return jobs.stream().mapToLong(ClaimedJob::job).toArray();
  }

  static long[] claims(Collection<ClaimedJob> jobs) {
    return jobs.stream().mapToLong(ClaimedJob::claim).toArray();
  }
}
