package dev.plimsoll.benchmarks.harness;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Tasks on several threads.
public final class SideBySide {
  private SideBySide() {}

  /// Runs all tasks and adds up their results.
  ///
  /// @param threads at once, 1 or more
  /// @throws ExecutionException when a task has failed, after all have ended
  public static long sum(int threads, List<Callable<Long>> tasks)
      throws InterruptedException, ExecutionException {
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      long sum = 0;
      for (Future<Long> done : workers.invokeAll(tasks)) {
        sum += done.get();
      }
      return sum;
    }
  }
}
