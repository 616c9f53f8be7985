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

/// Lets what comes while others are at work go together: whoever finds a place free goes at once,
/// with all that wait; meanwhile the next ones gather, and the first of them follows. Nothing
/// waits for anything else to come, and under load one transaction serves many.
///
/// @param <T> what is to be committed
/// @param <A> what is answered
public final class GroupCommit<T, A> {
  /// Members of one transaction at the most. It bounds how long the first of them waits for the
  /// last.
  public static final int MOST = 64;

  /// Does the work of some, together.
  @FunctionalInterface
  public interface Work<T, A> {
    /// @param answers to be given once it has committed; whoever gets none gets what is thrown
    /// @throws SQLException nothing is done, or all of it where the answer to the commit was lost
    void run(List<T> together, Answers<A> answers) throws SQLException;
  }

  /// Those who wait, by their places in the transaction.
  public interface Answers<A> {
    void answer(int place, A answer);

    void fail(int place, Exception why);
  }

  private final Work<T, A> work;
  private final Queue<Member<T, A>> waiting = new ArrayDeque<>();
  private int free;

  /// @param atOnce transactions that may be under way at the same time, 1 or more: with two, one
  ///     is prepared while the disk has the other
  public GroupCommit(int atOnce, Work<T, A> work) {
    this.free = atOnce;
    this.work = work;
  }

  private static final class Member<T, A> {
    private final T one;

    /// It has its answer, or it is its turn to work for those who wait.
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

  /// When it returns, it is durable.
  ///
  /// @throws SQLException nothing of it is done, or, when the answer was lost, all of it
  /// @throws PlimsollException as the work says
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

  /// Members that no transaction has yet.
  synchronized int waiting() {
    return waiting.size();
  }

  /// @return those to work for; none where others are at work
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

  /// Somebody who does not wait any longer. What he brought may be under way.
  private synchronized void leave(Member<T, A> own) {
    if (!waiting.remove(own) && own.woken.getCount() == 0 && !own.isDone()) {
      passOn();
    }
  }

  /// The place goes to the first who waits: it takes those behind it along.
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
        // It is of what one of them brought: alone, the others succeed.
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
      // Many may wait for the same failure: each gets one of its own.
      case SQLException failure ->
          throw new SQLException(failure.getMessage(), failure.getSQLState(), failure);
      case PlimsollException refusal ->
          throw new PlimsollException(
              refusal.code(), String.valueOf(refusal.getMessage()), refusal);
      case null, default -> throw new IllegalStateException("the commit failed", own.failure);
    }
  }
}
