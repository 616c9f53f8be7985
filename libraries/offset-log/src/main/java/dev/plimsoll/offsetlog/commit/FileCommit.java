package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.group.GroupCommit;
import dev.plimsoll.offsetlog.ingestion.LogFile;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;

/// Commits files and answers their offsets. Those that come at the same time share a transaction.
public final class FileCommit {
  // Two at once would mostly wait for each other: what comes touches the same lanes.
  private static final int AT_ONCE = 1;

  private final GroupCommit<LogFile, Committed> group;

  public FileCommit(Transactions transactions) {
    group = new GroupCommit<>(AT_ONCE, new CommitTransaction(transactions, new WholeFiles())::run);
  }

  /// When it returns, the outcome is durable: batches that were placed have these offsets for
  /// ever. The same file again is answered the same.
  ///
  /// @throws SQLException nothing of it is in the log, or, when the answer was lost, all of it:
  ///     the same call again then answers what was done
  /// @throws PlimsollException UNKNOWN_PARTITION where a partition of it is gone since the file
  ///     was numbered, or FILE_CONFLICT where the log has a file of that bucket and key with other
  ///     batches; nothing is done
  public Committed commit(LogFile file) throws SQLException, InterruptedException {
    return group.commit(file);
  }
}
