package dev.plimsoll.cli.local;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One action on many things side by side.
public final class Parallel {
  private Parallel() {}

  /// Runs an action on all things at once. The first failure interrupts the others, and is thrown
  /// when they have ended.
  static <T> void forEach(List<T> things, Consumer<T> action) {
    forEach(things, things.size(), action);
  }

  /// As [#forEach(List, Consumer)], in order, with at most `atOnce` at a time.
  public static <T> void forEach(List<T> things, int atOnce, Consumer<T> action) {
    @Nullable RuntimeException failure = null;
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Math.max(1, atOnce), Thread.ofVirtual().factory())) {
      List<Future<?>> futures = new ArrayList<>();
      things.forEach(thing -> futures.add(threads.submit(() -> action.accept(thing))));
      for (Future<?> future : futures) {
        try {
          future.get();
        } catch (ExecutionException e) {
          failure = e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e);
          threads.shutdownNow();
          break;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          threads.shutdownNow();
          break;
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
