package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.harness.Setup.Study;
import dev.plimsoll.benchmarks.materialize.AssignmentCost;
import dev.plimsoll.benchmarks.scale.ScaleFindings.AtRest;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Beside;
import dev.plimsoll.benchmarks.scale.ScaleFindings.LogCost;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Rebalance;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Scaled;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.benchmarks.stack.StackBenchmark;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.demo.LocalPlant;
import dev.plimsoll.demo.Plant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Study of 1, 2 and 4 processes of sync, builder and materializer on one Kafka, PostgreSQL and S3,
/// and of what a model makes of it.
public final class ScaleStudy implements Study {
  private static final List<Integer> PROCESSES = List.of(1, 2, 4);

  /// The tables are small: ranges of the default of 16 MB would be fewer than readers.
  private static final Map<String, String> SETTINGS = Map.of("PLIMSOLL_SYNC_RANGE_SIZE", "1M");

  /// So long that a round of the log's retention falls into it.
  private static final Duration REST = Duration.ofSeconds(30);

  private static final Duration QUICK_REST = Duration.ofSeconds(2);

  private final Site site;
  private final boolean quick;
  private final Amount amount;
  private final List<Scaled> scaled = new ArrayList<>();
  private final List<Beside> beside = new ArrayList<>();
  private final List<Rebalance> rebalances = new ArrayList<>();
  private final List<AtRest> atRest = new ArrayList<>();
  private final List<LogCost> logCosts = new ArrayList<>();

  public static Benchmark benchmark() {
    return new StackBenchmark(
        "scale",
        "1, 2 and 4 processes of each service: rates, fairness, rebalances, and a model of more",
        false,
        LocalPlant.with(SETTINGS),
        conditions -> (conditions.quick() ? 4L : 8L) << 30,
        EnumSet.complementOf(EnumSet.of(ServiceName.QUERY)),
        ScaleStudy::new);
  }

  private ScaleStudy(Plant plant, BenchDatabase database, Conditions conditions) throws Exception {
    if (!(plant instanceof LocalPlant local)) {
      throw new IllegalStateException("it starts processes on this machine");
    }
    this.site = Site.of(local, database);
    this.quick = conditions.quick();
    this.amount = Amount.of(quick);
    database.executeAsSuperuser("CREATE EXTENSION IF NOT EXISTS pgstattuple");
  }

  @Override
  public String scale() {
    return amount.toString();
  }

  @Override
  public Studied study(Consumer<String> say) throws Exception {
    long begin = System.nanoTime();
    ScaleTrials trials = new ScaleTrials(site, say);
    try (SyncTrials sync = new SyncTrials(site, amount, trials)) {
      sync.measure(this);
    }
    new LogTrials(site, amount, trials).measure(this);
    new BuilderTrials(site, amount, trials).measure(this);
    logCosts(say);
    ScaleFindings findings =
        new ScaleFindings(
            scaled,
            beside,
            rebalances,
            atRest,
            logCosts,
            site.database().one("SHOW max_connections", row -> row.getInt(1)),
            (System.nanoTime() - begin) / 1e9);
    return ScalePage.studied(findings);
  }

  /// Processes of one measurement after the other, the fewest first.
  interface Steps {
    void at(int processes) throws Exception;
  }

  void forEachCrew(String service, Crew crew, Steps steps) throws Exception {
    for (int processes : PROCESSES) {
      crew.resize(processes);
      steps.at(processes);
      atRest.add(PodsAtRest.measure(site, service, crew, quick ? QUICK_REST : REST));
    }
  }

  void add(Scaled one) {
    scaled.add(one);
  }

  void add(Beside one) {
    beside.add(one);
  }

  void add(List<Rebalance> some) {
    rebalances.addAll(some);
  }

  private void logCosts(Consumer<String> say) throws Exception {
    // The first one compiles, and counts for nothing.
    AssignmentCost.measure(site.database(), 16, 0, amount.backlog());
    for (int partitions : amount.logPartitions()) {
      logCost(partitions, 0, say);
    }
    for (long history : amount.histories()) {
      logCost(16, history, say);
    }
    site.database().execute("DROP SCHEMA IF EXISTS offset_log CASCADE");
  }

  private void logCost(int partitions, long history, Consumer<String> say) throws Exception {
    AssignmentCost cost =
        AssignmentCost.measure(site.database(), partitions, history, amount.backlog());
    LogCost measured =
        new LogCost(
            partitions,
            history,
            amount.backlog(),
            cost.cpuMicros(),
            cost.micros(),
            cost.segmentBytes());
    say.accept(measured.toString());
    logCosts.add(measured);
  }
}
