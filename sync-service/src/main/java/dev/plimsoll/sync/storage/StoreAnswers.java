package dev.plimsoll.sync.storage;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Waits for the store's answers.
final class StoreAnswers {
  private StoreAnswers() {}

  /// What was answered. Who waits may be interrupted, and gives the request up then.
  ///
  /// @throws RuntimeException what the SDK has thrown, as it is
  /// @throws PlimsollException INTERRUPTED
  static <T> T of(CompletableFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "the service stops", e);
    }
  }
}
