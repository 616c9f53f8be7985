package dev.plimsoll.queue.upkeep;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.completion.EndedAttempts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Workers whose lease has run out: their jobs are tried again by others. Thread-safe, and for any
/// number of processes.
public final class LostWorkers {
  private final Transactions transactions;

  public LostWorkers(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Ends the workers whose lease has run out, each in a transaction of its own: one that cannot be
  /// ended keeps no other waiting.
  ///
  /// @return how many
  /// @throws SQLException of the first that could not be ended, after all others
  public int end() throws SQLException {
    List<Long> lost =
        transactions.statements(
            connection ->
                Sql.of(connection, "SELECT worker_id FROM worker WHERE lease_until < now()")
                    .list(row -> row.getLong("worker_id")));
    int ended = 0;
    @Nullable SQLException failure = null;
    for (long worker : lost) {
      try {
        ended += transactions.run(connection -> endIfLost(connection, worker)) ? 1 : 0;
      } catch (SQLException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
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

  /// Looked at once more under the lock: the lease may have been renewed since, or somebody else
  /// ends the worker.
  private static boolean endIfLost(Connection connection, long worker) throws SQLException {
    boolean lost =
        Sql.of(
                connection,
                """
                SELECT FROM worker WHERE worker_id = ? AND lease_until < now()
                FOR UPDATE SKIP LOCKED
                """,
                worker)
            .exists();
    if (lost) {
      end(connection, worker);
    }
    return lost;
  }

  /// Under the lock of the worker's row, which a claim of it needs, too: all its claims are seen.
  private static void end(Connection connection, long worker) throws SQLException {
    List<Long> jobs = EndedAttempts.endLost(connection, worker);
    EndedAttempts.tryAgainOrFail(connection, jobs, "its worker was lost", false);
    Sql.of(connection, "DELETE FROM job_claim WHERE worker_id = ?", worker).update();
    Sql.of(connection, "DELETE FROM worker WHERE worker_id = ?", worker).update();
  }
}
