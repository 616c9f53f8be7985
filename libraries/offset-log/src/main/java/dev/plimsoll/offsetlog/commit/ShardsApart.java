package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.offsetlog.commit.CommitTransaction.Answer;
import dev.plimsoll.offsetlog.group.GroupCommit;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Commits of files with a locked shard, by their shards. Other files do not wait for them.
final class ShardsApart {
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
