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
                "SELECT job_id, claim_id FROM return_jobs(?, ?)",
                ids(jobs),
                claims(jobs))
            .list(JobClaim::of));
  }

  /// @return the attempts whose end was taken
  static Set<JobClaim> done(Connection connection, Collection<ClaimedJob> jobs)
      throws SQLException {
    return Set.copyOf(
        Sql.of(connection, "SELECT job_id, claim_id FROM end_jobs(?, ?)", ids(jobs), claims(jobs))
            .list(JobClaim::of));
  }

  static long[] ids(Collection<ClaimedJob> jobs) {
    return jobs.stream().mapToLong(ClaimedJob::job).toArray();
  }

  static long[] claims(Collection<ClaimedJob> jobs) {
    return jobs.stream().mapToLong(ClaimedJob::claim).toArray();
  }
}
