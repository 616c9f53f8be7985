package dev.plimsoll.queue.group;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Calls that share a transaction: those that come while others are at work wait, and are the next
/// group together. One flush of the log and one round trip serve all of a group, and its calls do
/// not wait for each other's rows. A call that finds nobody at work goes at once. Thread-safe.
///
/// The thread of one of its calls works for a group, and what fails is tried again call by call, so
/// that one which cannot be served costs only itself.
///
/// @param <C> call
/// @param <A> answer
public final class GroupedCalls<C, A> {
  /// While the log is flushed for one group, another is worked for.
  private static final int GROUPS_AT_WORK = 2;

  private static final int LARGEST_GROUP = 32;

  private final Work<C, A> work;
  private final Queue<Waiting<C, A>> waiting = new ArrayDeque<>();
  private int atWork;

  /// One transaction for some calls.
  @FunctionalInterface
  public interface Work<C, A> {
    /// @return an answer for each call, in their order
    /// @throws SQLException with the state of the server's refusal where nothing is left of it
    List<A> run(List<C> calls) throws SQLException;
  }

  /// A call on its way.
  ///
  /// @param turn completed with the group that the call's thread is to work for; with none when the
  ///     call is answered
  private record Waiting<C, A>(
      C call, CompletableFuture<List<Waiting<C, A>>> turn, CompletableFuture<A> answer) {
    Waiting(C call) {
      this(call, new CompletableFuture<>(), new CompletableFuture<>());
    }
  }

  public GroupedCalls(Work<C, A> work) {
    this.work = work;
  }

  /// Makes a call, alone or with others. Waits for its answer even when it is interrupted: what it
  /// changes would be unknown.
  ///
  /// @throws SQLException of the call; also when the outcome is unknown
  public A call(C call) throws SQLException {
    Waiting<C, A> mine = enter(call);
    List<Waiting<C, A>> group = mine.turn.join();
    if (!group.isEmpty()) {
      try {
        answer(group);
      } finally {
        group.stream().skip(1).forEach(one -> one.turn.complete(List.of()));
        handOver();
      }
    }
    try {
      return mine.answer.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case SQLException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw e;
      }
    }
  }

  private synchronized Waiting<C, A> enter(C call) {
    Waiting<C, A> mine = new Waiting<>(call);
    if (atWork < GROUPS_AT_WORK) {
      atWork++;
      mine.turn.complete(List.of(mine));
    } else {
      waiting.add(mine);
    }
    return mine;
  }

  private synchronized void handOver() {
    List<Waiting<C, A>> next = new ArrayList<>();
    while (next.size() < LARGEST_GROUP && !waiting.isEmpty()) {
      next.add(waiting.remove());
    }
    if (next.isEmpty()) {
      atWork--;
    } else {
      next.getFirst().turn.complete(next);
    }
  }

  private void answer(List<Waiting<C, A>> group) {
    try {
      List<A> answers = work.run(group.stream().map(Waiting::call).toList());
      for (int i = 0; i < group.size(); i++) {
        group.get(i).answer.complete(answers.get(i));
      }
    } catch (SQLException e) {
      if (group.size() > 1 && isUndone(e)) {
        group.forEach(one -> answer(List.of(one)));
      } else {
        fail(group, e);
      }
    } catch (Throwable e) {
      // Of an error, too, those that wait have to learn.
      fail(group, e);
    }
  }

  private void fail(List<Waiting<C, A>> group, Throwable e) {
    group.forEach(one -> one.answer.completeExceptionally(e));
  }

  /// Whether the server has refused the transaction, perhaps for one of its calls. After a lost
  /// session it may have committed.
  private static boolean isUndone(SQLException e) {
    ErrorCode code = SqlStates.errorCode(e);
    return SqlStates.isOfContent(e)
        || code == ErrorCode.SERIALIZATION_FAILED
        || code == ErrorCode.LOCK_TIMEOUT;
  }
}
