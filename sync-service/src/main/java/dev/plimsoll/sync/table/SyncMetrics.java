package dev.plimsoll.sync.table;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.sync.sparse.SparseOptimizationMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Metrics of reading and loading in this process. Labels have few fixed values. Registered at
/// start: a missing metric looks like an error.
@Singleton
@Startup
public final class SyncMetrics {
  private static final String GAIN = "plimsoll.sync.efficiency.gain.percent";

  private final MeterRegistry registry;
  private final Counter rowsExtracted;
  private final Counter rowsLoaded;
  private final Counter objectBytes;
  private final Counter objects;
  private final Counter rowsWritten;
  private final Counter queries;
  private final Counter emptyQueries;
  private final Timer readTaskSeconds;
  private final Timer loadSeconds;
  private final AtomicInteger readTasksRunning = new AtomicInteger();
  private final AtomicInteger loadsRunning = new AtomicInteger();
  private final AtomicInteger readTasksWanted = new AtomicInteger();
  private final AtomicInteger loadsWanted = new AtomicInteger();
  private final Counter sparseDetections;
  private final Counter queriesSaved;
  private final Counter secondsSaved;
  private final Counter filesConsolidated;
  private final AtomicReference<SparseOptimizationMetrics> saved =
      new AtomicReference<>(SparseOptimizationMetrics.NONE);

  public SyncMetrics(MeterRegistry registry) {
    this.registry = registry;
    rowsExtracted = counter("plimsoll.sync.extracted.rows", "rows", "Rows in announced batches");
    rowsWritten = counter("plimsoll.sync.written.rows", "rows", "Rows in completed objects");
    rowsLoaded = counter("plimsoll.sync.loaded.rows", "rows", "Rows committed in targets");
    objectBytes = counter("plimsoll.sync.object", "bytes", "Bytes of completed objects");
    objects = counter("plimsoll.sync.objects", "objects", "Completed objects");
    queries = counter("plimsoll.sync.source.queries", "queries", "Queries for rows to sources");
    emptyQueries =
        counter("plimsoll.sync.source.empty.queries", "queries", "Of these, without a row");
    readTaskSeconds =
        Timer.builder("plimsoll.sync.read.task").description("A read task").register(registry);
    loadSeconds =
        Timer.builder("plimsoll.sync.load").description("Loading a batch").register(registry);
    Gauge.builder("plimsoll.sync.read.tasks.running", readTasksRunning, AtomicInteger::get)
        .description("Read tasks that this process reads")
        .register(registry);
    Gauge.builder("plimsoll.sync.loads.running", loadsRunning, AtomicInteger::get)
        .description("Batches, and tables of a Redshift, that this process loads")
        .register(registry);
    Gauge.builder("plimsoll.sync.read.tasks.wanted", readTasksWanted, AtomicInteger::get)
        .description("Read tasks that are read or may be, by all processes together")
        .register(registry);
    Gauge.builder("plimsoll.sync.loads.wanted", loadsWanted, AtomicInteger::get)
        .description("Partitions with batches to load, by all processes together")
        .register(registry);
    sparseDetections =
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
    Gauge.builder(GAIN, saved, each -> each.get().performanceSummary().efficiencyGainPercent())
        .description("Share of queries that windows of one width had taken and that were saved")
        .register(registry);
  }

  private Counter counter(String name, @Nullable String unit, String description) {
    return Counter.builder(name).baseUnit(unit).description(description).register(registry);
  }

  public void query() {
    queries.increment();
  }

  public void emptyQuery() {
    emptyQueries.increment();
  }

  public void object(long rows, long bytes) {
    objects.increment();
    rowsWritten.increment(rows);
    objectBytes.increment(bytes);
  }

  public void announced(long rows) {
    rowsExtracted.increment(rows);
  }

  public void readTaskBegun() {
    readTasksRunning.incrementAndGet();
  }

  public void readTaskEnded(Duration elapsed) {
    readTasksRunning.decrementAndGet();
    readTaskSeconds.record(elapsed);
  }

  /// Notes how many read tasks there are to read, for whoever decides how many processes there are.
  public void readTasksWanted(int all) {
    readTasksWanted.set(all);
  }

  /// As [#readTasksWanted], of loads.
  public void loadsWanted(int all) {
    loadsWanted.set(all);
  }

  public void loadBegun() {
    loadsRunning.incrementAndGet();
  }

  public void loadEnded(Duration elapsed) {
    loadsRunning.decrementAndGet();
    loadSeconds.record(elapsed);
  }

  public void loaded(long rows) {
    rowsLoaded.increment(rows);
  }

  /// Counts the savings against windows of one width, of a table whose last read task this process
  /// has ended.
  public void saved(SparseOptimizationMetrics table) {
    sparseDetections.increment(table.sparseDetections());
    queriesSaved.increment(table.queriesSaved());
    secondsSaved.increment(table.timeSaved().toMillis() / 1_000.0);
    filesConsolidated.increment(table.filesConsolidated());
    saved.accumulateAndGet(table, SparseOptimizationMetrics::plus);
  }

  public void tableFailed(ErrorCode code) {
    Counter.builder("plimsoll.sync.tables.failed")
        .description("Tables that have failed, by error code")
        .tag("code", code.value())
        .register(registry)
        .increment();
  }
}
