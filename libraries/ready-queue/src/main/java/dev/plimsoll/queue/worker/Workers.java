package dev.plimsoll.queue.worker;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// Leases of workers. Thread-safe.
///
/// A worker that has not renewed its lease is lost: [dev.plimsoll.queue.upkeep.LostWorkers] deletes
/// its row, and what it then claims or completes is refused, however long it was frozen.
public final class Workers {
  private final Transactions transactions;
  private final Duration lease;

  /// @param lease from a sign of life until the worker counts as lost; longer than any pause that
  ///     is no fault, and renewed at a third of it
  public Workers(Transactions transactions, Duration lease) {
    this.transactions = transactions;
    this.lease = lease;
  }

  /// Registers a run of a worker process.
  ///
  /// @param name for people
  /// @return its id, which no other run ever has
  public long register(String name) throws SQLException {
    return transactions.run(
        connection ->
            Sql.of(
                    connection,
                    """
                    INSERT INTO worker (name, lease_until)
                    VALUES (?, now() + make_interval(secs => ?)) RETURNING worker_id
                    """,
                    name,
                    lease)
                .one(row -> row.getLong("worker_id")));
  }

  /// Renews a lease.
  ///
  /// @return whether the worker still is one; a lost one stops what it runs and registers anew
  public boolean renew(long worker) throws SQLException {
    return transactions.run(
        connection ->
            Sql.of(
                    connection,
                    """
                    UPDATE worker SET lease_until = now() + make_interval(secs => ?)
                    WHERE worker_id = ?
                    """,
                    lease,
                    worker)
                .updateAny());
  }

  /// Of jobs that a worker runs, those that are no longer its own: canceled, or given to another.
  /// Each is looked up, whatever statistics say of how many run.
  public List<Long> lost(Collection<ClaimedJob> jobs) throws SQLException {
    return transactions.statements(
        connection ->
            Sql.of(
                    connection,
                    """
                    SELECT mine.job_id FROM unnest(?, ?) AS mine (job_id, claim_id)
                    LEFT JOIN LATERAL (
                      SELECT * FROM job_state s WHERE s.job_id = mine.job_id OFFSET 0) s
                      ON s.state = 'RUNNING' AND s.claim_id = mine.claim_id
                    WHERE s.job_id IS NULL
                    """,
                    jobs.stream().mapToLong(ClaimedJob::job).toArray(),
                    jobs.stream().mapToLong(ClaimedJob::claim).toArray())
                .list(row -> row.getLong("job_id")));
  }
}
