package dev.plimsoll.vectors;

import dev.plimsoll.scan.workers.WorkerEstimator;
import java.time.Duration;

/// Settings that may change while searches run.
///
/// @param parallel false for one statement a search
/// @param estimator of workers for tables whose cost is not known yet
/// @param maxWorkers of a search, 1 or more
/// @param memoryBytes that all copies of a database may take; 0 for none
/// @param refreshAfter age from which on a copy is read again before it is searched
public record SearchSettings(
    boolean parallel,
    WorkerEstimator estimator,
    int maxWorkers,
    long memoryBytes,
    Duration refreshAfter) {
  public static final SearchSettings DEFAULT =
      new SearchSettings(true, WorkerEstimator.DEFAULT, 8, 1L << 30, Duration.ofMinutes(5));

  public SearchSettings {
    if (maxWorkers < 1 || memoryBytes < 0) {
      throw new IllegalArgumentException(
          "maxWorkers %d, memoryBytes %d".formatted(maxWorkers, memoryBytes));
    }
  }

  /// The same with one statement a search.
  SearchSettings alone() {
    return new SearchSettings(false, estimator, maxWorkers, memoryBytes, refreshAfter);
  }
}
