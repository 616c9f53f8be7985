package dev.plimsoll.query.database;

import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// First sessions of databases, one at a time for each. Searches that come meanwhile wait for it
/// and share its outcome: a server that does not answer gets no connection more. Thread-safe.
final class Greetings {
  private final Map<DatabaseEvent.Registered, CompletableFuture<@Nullable Void>> open =
      new ConcurrentHashMap<>();

  /// @param greeting is left out where another thread greets this database now
  /// @throws PlimsollException of the greeting, this thread's or the other's
  void greet(DatabaseEvent.Registered database, Runnable greeting) throws InterruptedException {
    CompletableFuture<@Nullable Void> mine = new CompletableFuture<>();
    @Nullable CompletableFuture<@Nullable Void> others = open.putIfAbsent(database, mine);
    if (others != null) {
      await(others);
      return;
    }
    try {
      greeting.run();
      mine.complete(null);
    } catch (Throwable e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      open.remove(database, mine);
    }
  }

  private static void await(CompletableFuture<@Nullable Void> others) throws InterruptedException {
    try {
      others.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof PlimsollException known
          ? known
          : new IllegalStateException("a database could not be greeted", e);
    }
  }
}
