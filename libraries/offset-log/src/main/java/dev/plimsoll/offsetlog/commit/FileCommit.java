package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.ingestion.LogFile;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;

/// Commits files and answers their offsets. Those that come at the same time share a transaction.
public final class FileCommit {
  private final OrderedIngress ingress;

  /// With runs of its own.
  public FileCommit(Transactions transactions) {
    this(transactions, OrderedIngress.runsOf(transactions));
  }

  /// @param runs by which what queues of the same producers is placed before
  public FileCommit(Transactions transactions, ShardRuns runs) {
    ingress = new OrderedIngress(transactions, new WholeFiles(), runs);
  }

  /// When it returns, the outcome is durable: batches that were placed have these offsets for
  /// ever. The same file again is answered the same.
  ///
  /// @throws SQLException nothing of it is in the log, or, when the answer was lost, all of it:
  ///     the same call again then answers what was done
  /// @throws PlimsollException UNKNOWN_PARTITION where a partition of it is gone since the file
  ///     was numbered, or FILE_CONFLICT where the log has a file of that bucket and key with other
  ///     batches; nothing is done
  public CommittedFile commit(LogFile file) throws SQLException, InterruptedException {
    return ingress.commit(file);
  }
}
