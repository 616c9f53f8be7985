package dev.plimsoll.queue.claim;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.resource.Offer;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/// Claims whose answer may be lost on its way: each says which jobs the worker knows that it has,
/// and while there are others, those are the answer and nothing new is claimed. Thread-safe.
///
/// Calls of one worker follow each other, so that one whose answer is no longer waited for has
/// ended before the next looks.
public final class RepeatableClaims {
  private final Transactions transactions;
  private final Claims claims;

  public RepeatableClaims(Transactions transactions, Claims claims) {
    this.transactions = transactions;
    this.claims = claims;
  }

  /// The worker's jobs that it does not know of, or else new ones that fit.
  ///
  /// @param known jobs that the worker runs or has yet to begin
  /// @throws WorkerLostException where the worker is not registered any more
  public List<ClaimedJob> claim(long worker, Offer offer, Set<Long> known) throws SQLException {
    return transactions.run(
        connection -> {
          boolean there =
              Sql.of(connection, "SELECT FROM worker WHERE worker_id = ? FOR NO KEY UPDATE", worker)
                  .exists();
          if (!there) {
            throw new WorkerLostException(worker);
          }
          List<ClaimedJob> unknown =
              Claims.running(connection, worker).stream()
                  .filter(job -> !known.contains(job.job()))
                  .toList();
          return unknown.isEmpty() ? claims.claim(connection, worker, offer) : unknown;
        });
  }
}
