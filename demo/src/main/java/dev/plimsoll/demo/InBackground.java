package dev.plimsoll.demo;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Steps of a demo that run beside others and do not keep a process alive.
final class InBackground {
  private InBackground() {}

  static <T extends @Nullable Object> CompletableFuture<T> run(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, Thread.ofPlatform().daemon()::start);
  }

  /// The result.
  ///
  /// @throws PlimsollException of the work
  static <T extends @Nullable Object> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof PlimsollException known ? known : e;
    }
  }
}
