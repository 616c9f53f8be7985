package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.benchmarks.harness.PeakResident;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Extract of one table by one strategy into Parquet. The service itself measures the time, from
/// storing the request to announcing the last batch.
record ExtractRun(
    SyncRun sync,
    RacedSource source,
    TableShape shape,
    RacedStrategy way,
    ProcessCpu syncCpu,
    PeakResident syncPeak)
    implements Work {
  static final String QUERIES = "queries";
  static final String EMPTY_QUERIES = "emptyQueries";
  static final String FILES = "files";

  /// From storing the request until the first worker begins.
  static final String WAIT_SECONDS = "waitSeconds";

  static final String SOURCE_CPU_SECONDS = "sourceCpuSeconds";

  @Override
  public Done run() throws InterruptedException {
    syncPeak.forget();
    double sourceBefore = source.cpu().seconds();
    double syncBefore = syncCpu.seconds();
    ExtractView extract =
        sync.extract(way.request(source.registration().name(), shape, null, false));
    Map<String, Double> figures = new HashMap<>();
    figures.put(SOURCE_CPU_SECONDS, source.cpu().seconds() - sourceBefore);
    figures.put("syncCpuSeconds", syncCpu.seconds() - syncBefore);
    figures.put("syncPeakBytes", syncPeak.bytes());
    sync.forget(extract.id());
    if (extract.state() == ExtractView.State.FAILED) {
      throw new IllegalStateException(
          "%s by %s: %s".formatted(source.group(shape), way.label(), extract.tables()));
    }
    return done(extract, figures);
  }

  /// Result of an extract of one table, with `figures` beside the service's own.
  static Done done(ExtractView extract, Map<String, Double> figures) {
    TableView table = extract.tables().getFirst();
    Map<String, Double> all = new HashMap<>(figures);
    all.put(QUERIES, (double) table.counters().queries());
    all.put(EMPTY_QUERIES, (double) table.counters().emptyQueries());
    all.put(FILES, (double) table.counters().objects());
    Instant begin = extract.startedAt();
    all.put(
        WAIT_SECONDS,
        Duration.between(begin, Objects.requireNonNull(table.timing().startedAt())).toNanos()
            / 1e9);
    return new Done(
        table.counters().rowsExtracted(),
        Duration.between(begin, Objects.requireNonNull(extract.endedAt())),
        all);
  }
}
