package dev.plimsoll.benchmarks.pipeline;

import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Run;
import dev.plimsoll.benchmarks.harness.Setup.Race;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.benchmarks.stack.StackBenchmark;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.demo.DemoDatabases;
import dev.plimsoll.demo.Plant;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.data.DemoSource;
import dev.plimsoll.demo.data.DemoSource.Loaded;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// Race of the pipeline (extract, log, load) and plain COPY from source to target.
public final class PipelineRace implements Race {
  private static final String PIPELINE = "pipeline: extract, log, load";
  private static final String CEILING = "COPY pipes, as many as cores";

  private final DemoDatabases databases;
  private final List<QualifiedName> tables;
  private final long rows;
  private final boolean fast;
  private final PlannerApi planner;
  private final SyncApi sync;

  public static Benchmark benchmark(Plant.Maker plants) {
    return new StackBenchmark(
        "pipeline",
        "rows a second from source to target (extract, log, load) beside COPY out and in",
        false,
        plants,
        _ -> 2L << 30,
        EnumSet.complementOf(EnumSet.of(ServiceName.QUERY)),
        PipelineRace::new);
  }

  private PipelineRace(Plant plant, BenchDatabase database, Conditions conditions) {
    databases = database.databases();
    fast = !conditions.quick();
    DemoSource data = DemoSource.of(conditions.quick() ? 0.02 : 0.1, 1);
    tables = data.names();
    rows = databases.fill(data, cores()).stream().mapToLong(Loaded::rows).sum();
    sync = new SyncApi(plant.client(ServiceName.SYNC));
    planner = new PlannerApi(plant.client(ServiceName.PLANNER));
    Registrations.register(planner, sync, databases.sourceName(), databases.source());
    conditions.say().accept("the source has " + rows + " rows in " + tables.size() + " tables");
  }

  @Override
  public String unit() {
    return "rows";
  }

  @Override
  public String scale() {
    return "%s rows in %d tables".formatted(Amounts.count(rows), tables.size());
  }

  @Override
  public List<Contender> contenders() {
    return List.of(
        new Contender(
            "",
            "COPY pipe, one table at a time",
            Role.BASELINE,
            new CopyPipe(databases, tables, 1, "one")),
        new Contender(
            "", PIPELINE, Role.SUBJECT, new PipelineRun(databases, tables, planner, sync)),
        new Contender("", CEILING, Role.CEILING, new CopyPipe(databases, tables, cores(), "many")));
  }

  @Override
  public List<Check> checks(Outcome outcome) {
    List<Check> checks = new ArrayList<>(sameRows(outcome));
    if (fast) {
      checks.add(
          Check.atLeast(
              "pipeline, share of the ceiling",
              outcome.value(PIPELINE, Outcome.Result::ofCeiling),
              // Files, object store, log and ledger share the cores that COPY has to itself. It was
              // 0.30 of pipes of whole tables, which are slower.
              0.25));
    }
    return checks;
  }

  @Override
  public List<String> notes(Outcome outcome) {
    return List.of(
        CEILING
            + " reads each table by ranges of its blocks side by side, has no files, no log and"
            + " nothing that could be resumed, and its ranges are of no one snapshot");
  }

  private List<Check> sameRows(Outcome outcome) {
    return outcome.runs().stream()
        .filter(run -> !run.warmUp())
        .flatMap(run -> run.repetitions().stream().map(once -> sameRows(run, once)))
        .toList();
  }

  private Check sameRows(Run run, Run.Repetition once) {
    return Check.equal(
        "%s, round %d: rows = source".formatted(run.contender(), run.round()),
        Math.round(once.work()),
        rows);
  }

  private static int cores() {
    return Math.max(2, Runtime.getRuntime().availableProcessors());
  }
}
