package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Several sessions of one database that take questions from one queue.
///
/// @param first open session; used by one thread at a time
/// @param more opens another one
/// @param most sessions, 1 or more
record ParallelSessions(Connection first, Supplier<Connection> more, int most) {
  private static final Logger LOG = Logger.getLogger(ParallelSessions.class);
  // Fewer questions are not worth another session.
  private static final int EACH = 8;

  interface Question<Q, A> {
    A ask(Connection connection, Q about) throws SQLException;
  }

  /// @return answers in no order
  /// @throws SQLException where a connection broke
  <Q, A> List<A> ask(List<Q> abouts, Question<Q, A> question) throws SQLException {
    Queue<Q> waiting = new ConcurrentLinkedQueue<>(abouts);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<A>>> others = new ArrayList<>();
      for (int i = 1; i < Math.min(most, Math.ceilDiv(abouts.size(), EACH)); i++) {
        others.add(threads.submit(() -> byAnother(waiting, question)));
      }
      List<A> answers = new ArrayList<>(all(first, waiting, question));
      for (Future<List<A>> other : others) {
        answers.addAll(other.get());
      }
      return answers;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException broken) {
        throw broken;
      }
      throw new IllegalStateException("a database could not be asked", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while a database was asked", e);
    }
  }

  /// Without another session the first one does it all.
  private <Q, A> List<A> byAnother(Queue<Q> waiting, Question<Q, A> question) throws SQLException {
    try (Connection connection = more.get()) {
      return all(connection, waiting, question);
    } catch (PlimsollException e) {
      LOG.debugf(e, "a database is asked by fewer sessions");
      return List.of();
    }
  }

  private static <Q, A> List<A> all(
      Connection connection, Queue<Q> waiting, Question<Q, A> question) throws SQLException {
    List<A> answers = new ArrayList<>();
    for (Q next = waiting.poll(); next != null; next = waiting.poll()) {
      answers.add(question.ask(connection, next));
    }
    return answers;
  }
}
