package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Limit of concurrent appends, by memory. Others are refused at once. Thread-safe.
@Singleton
public final class AdmissionLimiter {
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

  /// A place for one request or file, until closed.
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /// Checks for a free place before a body is read.
  ///
  /// @throws PlimsollException TOO_MANY_REQUESTS
  void requireRoom() {
    if (files.availablePermits() == 0) {
      throw turnedAway();
    }
  }

  /// A place for one complete file.
  ///
  /// @throws PlimsollException TOO_MANY_REQUESTS
  Place enter() {
    return enter(files);
  }

  /// A place for an NDJSON request, without its files.
  ///
  /// @throws PlimsollException TOO_MANY_REQUESTS
  Place enterWithLines() {
    return enter(streams);
  }

  /// Waits for a place for a file of such a request; its body is not read meanwhile.
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
        Duration.ofSeconds(1));
  }
}
