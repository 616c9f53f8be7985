package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.ingestion.LogFile;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/// Whoever finds nobody at work commits what waits, his own and that of others, in one
/// transaction; meanwhile the next ones gather. Nobody waits for another to come, and under load a
/// commit of the database serves many.
final class CommitQueue {
  /// Of one transaction at the most. It bounds how long the first of them waits for the last.
  private static final int MOST_AT_ONCE = 64;

  private final CommitTransaction transaction;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock atWork = new ReentrantLock();

  private record Waiting(LogFile file, CompletableFuture<Committed> answer) {}

  CommitQueue(CommitTransaction transaction) {
    this.transaction = transaction;
  }

  /// Returns when it has committed.
  ///
  /// @throws SQLException nothing of it is in the log, or all of it where the answer was lost
  /// @throws PlimsollException it was refused as a whole; nothing of it is in the log
  Committed commit(LogFile file) throws SQLException, InterruptedException {
    Waiting own = new Waiting(file, new CompletableFuture<>());
    waiting.add(own);
    while (!own.answer().isDone()) {
      atWork.lockInterruptibly();
      try {
        if (!own.answer().isDone()) {
          commitWaiting();
        }
      } finally {
        atWork.unlock();
      }
    }
    return answer(own);
  }

  private void commitWaiting() {
    List<Waiting> together = new ArrayList<>();
    for (Waiting next = waiting.poll();
        next != null;
        next = together.size() < MOST_AT_ONCE ? waiting.poll() : null) {
      together.add(next);
    }
    try {
      transaction.run(together.stream().map(Waiting::file).toList(), new Answers(together));
    } catch (SQLException | RuntimeException | Error e) {
      together.forEach(one -> one.answer().completeExceptionally(e));
    }
  }

  /// Answers those of a transaction that has committed.
  private record Answers(List<Waiting> together) implements CommitTransaction.Answers {
    @Override
    public void committed(int place, Committed committed) {
      together.get(place).answer().complete(committed);
    }

    @Override
    public void refused(int place, PlimsollException why) {
      together.get(place).answer().completeExceptionally(why);
    }
  }

  private static Committed answer(Waiting own) throws SQLException, InterruptedException {
    try {
      return own.answer().get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        // Many may wait for the same failure: each gets one of its own.
        case SQLException failure ->
            throw new SQLException(failure.getMessage(), failure.getSQLState(), failure);
        case PlimsollException refusal ->
            throw new PlimsollException(
                refusal.code(), String.valueOf(refusal.getMessage()), refusal);
        case null, default -> throw new IllegalStateException("the commit failed", e);
      }
    }
  }
}
