package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Lets in as many files as memory is there for. No request waits here: whoever has to wait
/// does so with their own memory.
@Singleton
public final class AdmissionLimiter {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final int places;
  private final Semaphore files;
  private final Semaphore streams;
  private final AppendMetrics metrics;

  public AdmissionLimiter(AppendConfig config, AppendMetrics metrics) {
    places = config.concurrentRequests();
    files = new Semaphore(places);
    streams = new Semaphore(places);
    this.metrics = metrics;
  }

  /// A place inside, until it is closed.
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /// For whoever is about to read a body: where nobody gets in, it need not be read.
  ///
  /// @throws PlimsollException TOO_MANY_REQUESTS
  void requireRoom() {
    if (files.availablePermits() == 0) {
      throw turnedAway();
    }
  }

  /// A place for one file, which is there whole.
  ///
  /// @throws PlimsollException TOO_MANY_REQUESTS
  Place enter() {
    return enter(files);
  }

  /// A place for a request with a line a file, which holds none of them yet.
  ///
  /// @throws PlimsollException TOO_MANY_REQUESTS
  Place enterWithLines() {
    return enter(streams);
  }

  /// A place for a file of such a request, when there is one: until then its body is not read on.
  Place await() throws InterruptedException {
    files.acquire();
    return files::release;
  }

  private Place enter(Semaphore free) {
    if (!free.tryAcquire()) {
      throw turnedAway();
    }
    return free::release;
  }

  private PlimsollException turnedAway() {
    metrics.turnedAway();
    return PlimsollException.retryLater(
        ErrorCode.TOO_MANY_REQUESTS,
        places + " appends are under way here, as many as are taken at once",
        RETRY_AFTER);
  }
}
