package dev.plimsoll.query.settings;

import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.query.config.QueryConfig;
import dev.plimsoll.scan.workers.WorkerEstimator;
import dev.plimsoll.vectors.SearchSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The service's own settings, and what a database's make of them.
@Singleton
public final class OwnSettings {
  private static final double LARGEST_SHARE = 0.8;

  private final SearchTuning own;

  public OwnSettings(QueryConfig config) {
    double share = Math.clamp(config.memoryShare(), 0, LARGEST_SHARE);
    this.own =
        new SearchTuning(
            config.parallel(),
            config.minRows(),
            config.minPages(),
            config.pagesPerWorker(),
            config.rangesPerWorker(),
            config.maxWorkers(),
            (long) (share * Runtime.getRuntime().maxMemory()),
            config.refreshAfter().toMillis());
  }

  /// Bytes that copies of all databases may take in this process.
  public long memoryBytes() {
    return Objects.requireNonNull(own.memoryBytes());
  }

  /// What holds: every part is there.
  public SearchTuning inForce(@Nullable SearchTuning tuning) {
    return tuning == null ? own : tuning.over(own);
  }

  /// The same for searches.
  @SuppressWarnings("NullAway") // every part is there
  public SearchSettings of(@Nullable SearchTuning tuning) {
    SearchTuning holds = inForce(tuning);
    return new SearchSettings(
        holds.parallel(),
        new WorkerEstimator(
            holds.pagesPerWorker(), holds.minPages(), holds.minRows(), holds.rangesPerWorker()),
        holds.maxWorkers(),
        holds.memoryBytes(),
        Duration.ofMillis(holds.refreshAfterMs()));
  }
}
