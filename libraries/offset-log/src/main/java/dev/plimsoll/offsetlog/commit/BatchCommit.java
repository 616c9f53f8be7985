package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.ingestion.LogFile;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;

/// Commits single batches and answers their offsets. Those that come at the same time share a
/// transaction.
public final class BatchCommit {
  private final OrderedIngress ingress;

  /// With runs of its own.
  public BatchCommit(Transactions transactions) {
    this(transactions, OrderedIngress.runsOf(transactions));
  }

  /// @param runs by which what queues of the same producers is placed before
  public BatchCommit(Transactions transactions, ShardRuns runs) {
    ingress = new OrderedIngress(transactions, new SharedObjects(), runs);
  }

  /// When it returns, the outcome is durable. The same batch again has the offsets that it got.
  ///
  /// @param batch the only one of this file, whose object others may share
  /// @throws SQLException nothing of it is in the log, or, when the answer was lost, all of it:
  ///     the same call again then answers what was done
  /// @throws PlimsollException UNKNOWN_PARTITION where its partition is gone since it was
  ///     numbered; nothing is done
  public Admission commit(LogFile batch) throws SQLException, InterruptedException {
    return ingress.commit(batch).outcomes().getFirst();
  }
}
