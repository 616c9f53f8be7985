package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.append.LogFile;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Answer;
import dev.plimsoll.offsetlog.group.GroupCommit;
import dev.plimsoll.offsetlog.identity.PartitionPlace;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// Commits files and answers their offsets: those that come at the same time share a transaction.
/// Batches of the same producers that were accepted before and have no offsets yet are placed
/// before them.
///
/// Where such batches queue, whoever waits for them gives them their offsets: no other file waits
/// for that, beyond the runs themselves. Where somebody else has a shard, or a row that it needs,
/// those who wait for it go [apart][ShardsApart] from the others.
public final class FileCommit {
  /// Gives offsets to the oldest of what queues in a shard.
  @FunctionalInterface
  public interface ShardRuns {
    /// One run, after whoever has the shard.
    ///
    /// @throws SQLException nothing is assigned, or, when the answer to the commit was lost, all of
    ///     it
    void run(int shard) throws SQLException;
  }

  // Two at once would mostly wait for each other: what comes touches the same shards.
  private static final int AT_ONCE = 1;

  private final Transactions transactions;
  private final GroupCommit<WaitingFile, Answer> group;
  private final ShardsApart apart;
  private final ShardRuns runs;

  private FileCommit(Transactions transactions, CommitTransaction.Placing placing, ShardRuns runs) {
    this.transactions = transactions;
    this.group =
        new GroupCommit<>(AT_ONCE, new CommitTransaction(transactions, placing, true)::run);
    this.apart = new ShardsApart(new CommitTransaction(transactions, placing, false));
    this.runs = runs;
  }

  /// Of files that are the only ones of their objects.
  ///
  /// @param runs by which what queues of the same producers is placed before
  public static FileCommit ofWholeFiles(Transactions transactions, ShardRuns runs) {
    return new FileCommit(transactions, new WholeFiles(), runs);
  }

  /// Of files with one batch each, whose objects other batches may share.
  ///
  /// @param runs as [#ofWholeFiles]
  public static FileCommit ofBatches(Transactions transactions, ShardRuns runs) {
    return new FileCommit(transactions, new SharedObjects(), runs);
  }

  /// Runs for a process without workers.
  public static ShardRuns runsOf(Transactions transactions) {
    return new OffsetAssignment(transactions, new RunSize.Fixed(RunSize.MOST))::runShard;
  }

  /// When it returns, the outcome is durable: batches that were placed have these offsets for
  /// ever. The same file or batch again is answered the same.
  ///
  /// @throws SQLException nothing of it is in the log, or, when the answer was lost, all of it:
  ///     the same call again then answers what was done
  /// @throws PlimsollException UNKNOWN_PARTITION where a partition of it is gone since the file
  ///     was numbered, or FILE_CONFLICT where the log has a whole file of that bucket and key with
  ///     other batches; nothing is done
  public CommittedFile commit(LogFile file) throws SQLException, InterruptedException {
    WaitingFile waiting = new WaitingFile(file, null);
    while (true) {
      switch (place(waiting)) {
        case Answer.Done(CommittedFile committed) -> {
          return committed.resent()
              ? FormerOffsets.complete(transactions, file, committed)
              : committed;
        }
        case Answer.Refused(PlimsollException why) -> throw why;
        case Answer.Behind(Map<Integer, Long> rows) -> {
          for (int shard : rows.keySet()) {
            runs.run(shard);
          }
          waiting = waiting.ahead() == null ? new WaitingFile(file, rows) : waiting;
        }
      }
    }
  }

  private Answer place(WaitingFile waiting) throws SQLException, InterruptedException {
    List<Integer> shards =
        waiting.file().places().stream().map(PartitionPlace::shard).distinct().sorted().toList();
    if (!apart.areHeldUp(shards)) {
      try {
        return group.commit(waiting);
      } catch (SQLException e) {
        if (SqlStates.errorCode(e) != ErrorCode.LOCK_TIMEOUT) {
          throw e;
        }
        apart.heldUp(shards);
      }
    }
    return apart.commit(shards, waiting);
  }
}
