package dev.plimsoll.offsetlog.group;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Group commit: concurrent callers share one transaction. A caller that finds a free place
/// commits at once, with all that wait. Meanwhile the next ones gather. Thread-safe.
///
/// @param <T> what is committed
/// @param <A> its answer
public final class GroupCommit<T, A> {
  /// Members of one transaction. It bounds how long the first waits for the last.
  public static final int MOST = 64;

  @FunctionalInterface
  public interface Work<T, A> {
    /// @param answers given after the commit; members without one get the exception
    /// @throws SQLException nothing is done, or all of it where the answer to the commit was lost
    void run(List<T> together, Answers<A> answers) throws SQLException;
  }

  /// Answers of the members, by their places in the transaction.
  public interface Answers<A> {
    void answer(int place, A answer);

    void fail(int place, Exception why);
  }

  private final Work<T, A> work;
  private final Queue<Member<T, A>> waiting = new ArrayDeque<>();
  private int free;

  /// @param atOnce concurrent transactions, 1 or more: one is prepared while the disk has another
  public GroupCommit(int atOnce, Work<T, A> work) {
    this.free = atOnce;
    this.work = work;
  }

  private static final class Member<T, A> {
    private final T one;

    /// Answered, or its turn to work for those who wait.
    private final CountDownLatch woken = new CountDownLatch(1);
    private volatile @Nullable A answer;
    private volatile @Nullable Throwable failure;

    Member(T one) {
      this.one = one;
    }

    boolean isDone() {
      return answer != null || failure != null;
    }
  }

  /// Commits one member, with others.
  ///
  /// @throws SQLException nothing of it is done, or all of it when the answer was lost
  /// @throws PlimsollException of the work
  public A commit(T one) throws SQLException, InterruptedException {
    Member<T, A> own = new Member<>(one);
    List<Member<T, A>> together = goOrWait(own);
    if (together.isEmpty()) {
      awaitTurn(own);
      together = own.isDone() ? List.of() : gather(own);
    }
    if (!together.isEmpty()) {
      try {
        run(together);
      } finally {
        passOn();
      }
    }
    return answer(own);
  }

  /// Members without a transaction.
  synchronized int waiting() {
    return waiting.size();
  }

  /// @return members to commit; empty while others work
  private synchronized List<Member<T, A>> goOrWait(Member<T, A> own) {
    if (free == 0) {
      waiting.add(own);
      return List.of();
    }
    free--;
    return gather(own);
  }

  private synchronized List<Member<T, A>> gather(Member<T, A> own) {
    List<Member<T, A>> together = new ArrayList<>();
    together.add(own);
    while (together.size() < MOST && !waiting.isEmpty()) {
      together.add(waiting.remove());
    }
    return together;
  }

  private void awaitTurn(Member<T, A> own) throws InterruptedException {
    try {
      own.woken.await();
    } catch (InterruptedException e) {
      leave(own);
      throw e;
    }
  }

  /// After an interrupt. Its work may be under way.
  private synchronized void leave(Member<T, A> own) {
    if (!waiting.remove(own) && own.woken.getCount() == 0 && !own.isDone()) {
      passOn();
    }
  }

  /// Wakes the first that waits, which takes the others along.
  private synchronized void passOn() {
    Member<T, A> next = waiting.poll();
    if (next == null) {
      free++;
    } else {
      next.woken.countDown();
    }
  }

  private void run(List<Member<T, A>> together) {
    try {
      work.run(together.stream().map(member -> member.one).toList(), new Answered<>(together));
      together.stream()
          .filter(member -> !member.isDone())
          .forEach(member -> end(member, null, new IllegalStateException("there was no answer")));
    } catch (SQLException e) {
      if (together.size() > 1 && SqlStates.isRefusalOfContent(e)) {
        // One member's content is refused: alone, the others succeed.
        together.stream()
            .filter(member -> !member.isDone())
            .forEach(member -> run(List.of(member)));
      } else {
        together.forEach(member -> end(member, null, e));
      }
    } catch (RuntimeException | Error e) {
      together.forEach(member -> end(member, null, e));
    }
  }

  private record Answered<T, A>(List<Member<T, A>> together) implements Answers<A> {
    @Override
    public void answer(int place, A answer) {
      end(together.get(place), answer, null);
    }

    @Override
    public void fail(int place, Exception why) {
      end(together.get(place), null, why);
    }
  }

  private static <T, A> void end(
      Member<T, A> member, @Nullable A answer, @Nullable Throwable failure) {
    if (!member.isDone()) {
      member.answer = answer;
      member.failure = failure;
      member.woken.countDown();
    }
  }

  private static <A> A answer(Member<?, A> own) throws SQLException {
    A answer = own.answer;
    if (answer != null) {
      return answer;
    }
    switch (own.failure) {
      // Many may wait for the same failure: each throws one of its own.
      case SQLException failure ->
          throw new SQLException(failure.getMessage(), failure.getSQLState(), failure);
      case PlimsollException refusal ->
          throw new PlimsollException(
              refusal.code(), String.valueOf(refusal.getMessage()), refusal);
      case null, default -> throw new IllegalStateException("the commit failed", own.failure);
    }
  }
}
