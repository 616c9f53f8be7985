package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.offsetlog.group.GroupCommit;
import dev.plimsoll.offsetlog.identity.PartitionPlace;
import dev.plimsoll.offsetlog.ingestion.LogFile;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// A synchronous ingress of the log: appends that come at the same time share a transaction. What
/// was accepted of the same producers by asynchronous ingress paths is placed before them.
///
/// Where such batches queue, whoever waits for them gives them their offsets: no other append waits
/// for that, beyond the runs themselves. Where somebody else has a shard, or a row that it needs,
/// those who wait for it go [apart][ShardsApart] from the others.
final class OrderedIngress {
  /// What became of one that waits.
  sealed interface Answer {
    /// It has its outcomes.
    record Done(CommittedFile committed) implements Answer {}

    /// Nothing is done.
    ///
    /// @param rows of the queue that go before it: by shard, the last one
    record Behind(Map<Integer, Long> rows) implements Answer {}
  }

  // Two at once would mostly wait for each other: what comes touches the same shards.
  private static final int AT_ONCE = 1;

  private final Transactions transactions;
  private final GroupCommit<WaitingFile, Answer> group;
  private final ShardsApart apart;
  private final ShardRuns runs;

  OrderedIngress(Transactions transactions, CommitTransaction.Placing placing, ShardRuns runs) {
    this.transactions = transactions;
    this.group =
        new GroupCommit<>(AT_ONCE, new CommitTransaction(transactions, placing, true)::run);
    this.apart = new ShardsApart(new CommitTransaction(transactions, placing, false));
    this.runs = runs;
  }

  /// For whoever has no workers beside it.
  static ShardRuns runsOf(Transactions transactions) {
    return new OffsetAssignment(transactions, new RunSize.Fixed(RunSize.MOST))::runShard;
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

  /// When it returns, the outcomes are durable.
  CommittedFile commit(LogFile file) throws SQLException, InterruptedException {
    WaitingFile waiting = WaitingFile.unseen(file);
    while (true) {
      switch (place(waiting)) {
        case Answer.Done(CommittedFile committed) -> {
          return committed.resent()
              ? FormerOffsets.complete(transactions, file, committed)
              : committed;
        }
        case Answer.Behind(Map<Integer, Long> rows) -> {
          for (int shard : rows.keySet()) {
            runs.run(shard);
          }
          waiting = waiting.ahead() == null ? new WaitingFile(file, rows) : waiting;
        }
      }
    }
  }
}
