package dev.plimsoll.queue.upkeep;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.completion.EndedAttempts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Workers whose lease has run out: their jobs are tried again by others. Thread-safe, and for any
/// number of processes.
public final class LostWorkers {
  /// One worker a transaction: another that cannot be ended keeps none waiting.
  private static final int MOST_OF_A_ROUND = 100;

  private final Transactions transactions;

  public LostWorkers(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Ends the workers whose lease has run out.
  ///
  /// @return how many
  public int end() throws SQLException {
    int ended = 0;
    while (ended < MOST_OF_A_ROUND && transactions.run(LostWorkers::endOne)) {
      ended++;
    }
    return ended;
  }

  /// Ends a worker that goes, as if its lease had run out.
  ///
  /// @return whether it was there
  public boolean leave(long worker) throws SQLException {
    return transactions.run(
        connection -> {
          boolean there =
              Sql.of(connection, "SELECT FROM worker WHERE worker_id = ? FOR UPDATE", worker)
                  .exists();
          if (there) {
            end(connection, worker);
          }
          return there;
        });
  }

  private static boolean endOne(Connection connection) throws SQLException {
    List<Long> lost =
        Sql.of(
                connection,
                """
                SELECT worker_id FROM worker WHERE lease_until < now()
                ORDER BY worker_id LIMIT 1 FOR UPDATE SKIP LOCKED
                """)
            .list(row -> row.getLong("worker_id"));
    for (long worker : lost) {
      end(connection, worker);
    }
    return !lost.isEmpty();
  }

  /// Under the lock of the worker's row, which a claim of it needs, too: all its claims are seen.
  private static void end(Connection connection, long worker) throws SQLException {
    List<Long> jobs =
        Sql.of(
                connection,
                """
                UPDATE job_state s SET state = 'ENDED', claim_id = NULL, since = now()
                FROM job_claim c CROSS JOIN unnest(c.jobs) AS mine (job_id)
                WHERE c.worker_id = ? AND s.job_id = mine.job_id AND s.state = 'RUNNING'
                  AND s.claim_id = c.claim_id
                RETURNING s.job_id
                """,
                worker)
            .list(row -> row.getLong("job_id"));
    EndedAttempts.tryAgainOrFail(connection, jobs, "its worker was lost", false);
    Sql.of(connection, "DELETE FROM job_claim WHERE worker_id = ?", worker).update();
    Sql.of(connection, "DELETE FROM worker WHERE worker_id = ?", worker).update();
  }
}
