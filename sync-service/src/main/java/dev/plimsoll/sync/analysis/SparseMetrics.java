package dev.plimsoll.sync.analysis;

import dev.plimsoll.sync.sparse.SparseOptimizationMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Metrics of the savings against windows of one width, for tables whose last read task this
/// process has ended. Registered at start: a missing metric looks like an error.
@Singleton
@Startup
public final class SparseMetrics {
  private static final String GAIN = "plimsoll.sync.efficiency.gain.percent";

  private final MeterRegistry registry;
  private final Counter detections;
  private final Counter queriesSaved;
  private final Counter secondsSaved;
  private final Counter filesConsolidated;
  private final AtomicReference<SparseOptimizationMetrics> sum =
      new AtomicReference<>(SparseOptimizationMetrics.NONE);

  public SparseMetrics(MeterRegistry registry) {
    this.registry = registry;
    detections =
        counter("plimsoll.sync.sparse.detections", null, "Sparse regions of keys that were met");
    queriesSaved =
        counter("plimsoll.sync.queries.saved", null, "Queries that windows of one width had taken");
    secondsSaved =
        counter("plimsoll.sync.time.saved", "seconds", "Estimated by the queries that were saved");
    filesConsolidated =
        counter(
            "plimsoll.sync.files.consolidated", null, "Files that windows of one width had made");
    // The gauge of an earlier service in this process would stay and never change.
    registry.find(GAIN).gauges().forEach(registry::remove);
    Gauge.builder(GAIN, sum, each -> each.get().performanceSummary().efficiencyGainPercent())
        .description("Share of queries that windows of one width had taken and that were saved")
        .register(registry);
  }

  private Counter counter(String name, @Nullable String unit, String description) {
    return Counter.builder(name).baseUnit(unit).description(description).register(registry);
  }

  void add(SparseOptimizationMetrics table) {
    detections.increment(table.sparseDetections());
    queriesSaved.increment(table.queriesSaved());
    secondsSaved.increment(table.timeSaved().toMillis() / 1_000.0);
    filesConsolidated.increment(table.filesConsolidated());
    sum.accumulateAndGet(table, SparseOptimizationMetrics::plus);
  }
}
