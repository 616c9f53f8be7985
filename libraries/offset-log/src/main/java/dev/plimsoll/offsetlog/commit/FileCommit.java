package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.append.LogFile;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Answer;
import dev.plimsoll.offsetlog.group.GroupCommit;
import dev.plimsoll.offsetlog.identity.Partitions.PartitionPlace;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Commits of files with an answer of their offsets; concurrent ones share a transaction. Batches
/// of the same producers that wait in the queue are placed before them.
///
/// A request runs the shards of such batches itself, and no other file waits for it. Files of a
/// locked shard are committed apart from the others. Thread-safe.
public final class FileCommit {
  /// Assignment of offsets to the oldest batches of a shard.
  @FunctionalInterface
  public interface ShardRuns {
    /// One run, after waiting for the shard's lock.
    ///
    /// @throws SQLException nothing is assigned, or all of it when the answer to the commit was
    ///     lost
    void run(int shard) throws SQLException;
  }

  // Two at once would mostly wait for each other, since they touch the same shards.
  private static final int AT_ONCE = 1;

  private final Transactions transactions;
  private final GroupCommit<WaitingFile, Answer> group;
  private final ShardsApart apart;
  private final ShardRuns runs;

  private FileCommit(Transactions transactions, FilePlacement placement, ShardRuns runs) {
    this.transactions = transactions;
    this.group =
        new GroupCommit<>(AT_ONCE, new CommitTransaction(transactions, placement, true)::run);
    this.apart = new ShardsApart(new CommitTransaction(transactions, placement, false));
    this.runs = runs;
  }

  /// For files that own their objects.
  ///
  /// @param runs places waiting batches of the same producers
  public static FileCommit ofWholeFiles(Transactions transactions, ShardRuns runs) {
    return new FileCommit(transactions, new FilePlacement.WholeFiles(), runs);
  }

  /// For files with one batch each, whose objects other batches may share.
  public static FileCommit ofBatches(Transactions transactions, ShardRuns runs) {
    return new FileCommit(transactions, new FilePlacement.SharedObjects(), runs);
  }

  /// Runs for a process without workers.
  public static ShardRuns runsOf(Transactions transactions) {
    return new OffsetAssignment(transactions, new RunSize.Fixed(RunSize.MOST))::runShard;
  }

  /// Commits a file; the outcome is durable, and the same for the same file again.
  ///
  /// @throws SQLException nothing of it is in the log, or all of it when the answer was lost: the
  ///     same call again then answers the outcome
  /// @throws PlimsollException UNKNOWN_PARTITION where a partition is gone since the file was
  ///     numbered; FILE_CONFLICT where the log has a file of that bucket and key with other
  ///     batches; nothing is done
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

  /// The outcome of a committed file.
  ///
  /// @param resent whether the log had it already
  /// @param outcomes one for each batch, in the file's order
  public record CommittedFile(long fileId, boolean resent, List<Admission> outcomes) {
    /// The outcome after a second commit for the same request: offsets of the first remain.
    public CommittedFile andAgain(CommittedFile again) {
      List<Admission> both = new ArrayList<>(outcomes.size());
      for (int i = 0; i < outcomes.size(); i++) {
        Admission first = outcomes.get(i);
        both.add(first instanceof Admission.Placed ? first : again.outcomes().get(i));
      }
      return new CommittedFile(fileId, resent, both);
    }
  }

  /// Commits of files with a locked shard, by their shards. Other files do not wait for them.
  private static final class ShardsApart {
    /// Ends earlier when one of them commits.
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /// Each needs a connection while it waits.
    private static final int MOST_AT_ONCE = 3;
    private static final Duration LONGEST_WAIT_FOR_OTHERS = Duration.ofSeconds(15);
    private static final int MOST_GROUPS = 1_000;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final CommitTransaction transaction;
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);

    /// Deadlines by shard.
    private final Map<Integer, Long> heldUp = new ConcurrentHashMap<>();

    private final Map<List<Integer>, GroupCommit<WaitingFile, Answer>> groups =
        new ConcurrentHashMap<>();

    ShardsApart(CommitTransaction transaction) {
      this.transaction = transaction;
    }

    /// Marks shards after a lock timeout.
    void heldUp(List<Integer> shards) {
      long until = System.nanoTime() + LONGEST.toNanos();
      shards.forEach(shard -> heldUp.put(shard, until));
    }

    boolean areHeldUp(List<Integer> shards) {
      if (heldUp.isEmpty()) {
        return false;
      }
      long now = System.nanoTime();
      heldUp.values().removeIf(until -> until - now <= 0);
      return shards.stream().anyMatch(heldUp::containsKey);
    }

    /// @param shards of the file, sorted
    Answer commit(List<Integer> shards, WaitingFile waiting)
        throws SQLException, InterruptedException {
      if (groups.size() > MOST_GROUPS) {
        groups.clear();
      }
      Answer answer =
          groups.computeIfAbsent(shards, _ -> new GroupCommit<>(1, this::run)).commit(waiting);
      shards.forEach(heldUp::remove);
      return answer;
    }

    private void run(List<WaitingFile> files, GroupCommit.Answers<Answer> answers)
        throws SQLException {
      try {
        if (!free.tryAcquire(LONGEST_WAIT_FOR_OTHERS.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new SQLException("others wait for locks of other shards", LOCK_NOT_AVAILABLE);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLException("stopped while others wait", LOCK_NOT_AVAILABLE, e);
      }
      try {
        transaction.run(files, answers);
      } finally {
        free.release();
      }
    }
  }
}
