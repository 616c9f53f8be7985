package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.PeakResident;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.benchmarks.harness.Setup;
import dev.plimsoll.benchmarks.harness.Setup.Race;
import dev.plimsoll.benchmarks.harness.Setup.Rounds;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.benchmarks.stack.StackBenchmark;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.Plant;
import dev.plimsoll.demo.checks.Check;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Race of every extract strategy over every shape of table, into Parquet alone, beside the
/// source's binary copy to nowhere.
public final class ExtractRace implements Race {
  static final String CEILING = "binary copy to nowhere";
  static final String TWO_STREAMS = "binary copy to nowhere, 2 streams";
  static final String SEED_LOOP = "seed's loop, plain JDBC to nowhere";

  private record Entry(RacedSource source, TableShape shape, List<Trial> trials) {
    String group() {
      return source.group(shape);
    }
  }

  private final BenchDatabase database;
  private final Consumer<String> say;
  private final SyncApi sync;
  private final PlannerApi planner;
  private final SyncRun runs;
  private final ProcessCpu syncCpu;
  private final PeakResident syncPeak;
  private final List<Entry> entries = new ArrayList<>();
  private final long rows;
  private final ExtractNotes notes;
  private final ExtractChecks checks;

  public static Benchmark benchmark(Plant.Maker plants) {
    return new StackBenchmark(
        "extract",
        "tables of every shape by each strategy, beside a binary copy to nowhere",
        true,
        plants,
        ExtractRace::requiredBytes,
        EnumSet.complementOf(EnumSet.of(ServiceName.QUERY)),
        ExtractRace::new);
  }

  private static long requiredBytes(Conditions conditions) {
    long rows = rows(conditions);
    // Bulky tables one after the other: at the source, in its WAL and in files. Of each other row
    // 4,000 bytes: with indexes, a copy in a target, its WAL and the files of one extract.
    long most = 3 * bulky(rows).stream().mapToLong(BulkyTable::bytes).max().orElse(0);
    return (2L << 30) + rows * 4_000 + most;
  }

  /// A table of 5 GB takes minutes: only full runs have it.
  private static List<BulkyTable> bulky(long rows) {
    return rows >= ExtractChecks.ROWS_OF_SPEED
        ? List.of(BulkyTable.values())
        : List.of(BulkyTable.LONG_VALUES);
  }

  private static long rows(Conditions conditions) {
    Long wanted = conditions.rows();
    if (wanted != null) {
      return wanted;
    }
    return conditions.quick() ? 200_000 : 2_000_000;
  }

  /// Makes the tables and tries every strategy on each.
  private ExtractRace(Plant plant, BenchDatabase database, Conditions conditions)
      throws SQLException, IOException, InterruptedException {
    this.database = database;
    this.say = conditions.say();
    this.rows = rows(conditions);
    this.sync = new SyncApi(plant.client(ServiceName.SYNC));
    this.planner = new PlannerApi(plant.client(ServiceName.PLANNER));
    this.runs = new SyncRun(sync, plant.folder().resolve("stack").resolve("s3"));
    this.syncCpu = new ProcessCpu(plant.pid(ServiceName.SYNC));
    this.syncPeak = new PeakResident(plant.pid(ServiceName.SYNC));
    List<RacedSource> sources = new ArrayList<>(List.of(new RacedPostgres(database)));
    String mariaDbMissing = null;
    try {
      sources.add(new RacedMariaDb(plant.mariaDb(), plant.credentials()));
    } catch (PlimsollException e) {
      mariaDbMissing = String.valueOf(e.getMessage());
      say.accept("no MariaDB is measured: " + mariaDbMissing);
    }
    makeTables(sources);
    tryStrategies(sources);
    List<MemoryTrial> memory = tryMemory();
    Map<String, Long> tableRows = new HashMap<>();
    entries.forEach(entry -> tableRows.put(entry.group(), entry.shape().rows(rows)));
    List<Trial> trials = entries.stream().flatMap(entry -> entry.trials().stream()).toList();
    boolean fast = rows >= ExtractChecks.ROWS_OF_SPEED;
    this.notes = new ExtractNotes(rows, fast, trials, memory, mariaDbMissing, syncPeak.forget());
    this.checks = new ExtractChecks(tableRows, fast, trials, memory, mariaDbMissing);
  }

  private void makeTables(List<RacedSource> sources) throws SQLException {
    say.accept("seed %d; %s rows in each table".formatted(TableShape.SEED, Amounts.count(rows)));
    for (RacedSource source : sources) {
      for (TableShape shape : source.shapes()) {
        say.accept("making " + source.group(shape));
        source.create(shape, shape.rows(rows));
      }
      source.settle();
      Registrations.register(planner, sync, source.registration());
    }
  }

  private void tryStrategies(List<RacedSource> sources)
      throws SQLException, IOException, InterruptedException {
    Trials trials = new Trials(runs, planner, sync, database);
    for (RacedSource source : sources) {
      for (TableShape shape : source.shapes()) {
        List<Trial> tried = new ArrayList<>();
        for (RacedStrategy way : RacedStrategy.of(source.dialect(), shape)) {
          Trial trial = trials.run(source, shape, way);
          say.accept(ExtractNotes.line(trial));
          tried.add(trial);
        }
        // Warms up the ceiling, too.
        source.drain(shape);
        entries.add(new Entry(source, shape, List.copyOf(tried)));
      }
      source.settle();
    }
  }

  private List<MemoryTrial> tryMemory() throws SQLException, InterruptedException {
    List<MemoryTrial> memory = new ArrayList<>();
    for (BulkyTable table : bulky(rows)) {
      say.accept("making " + table.title());
      MemoryTrial trial = MemoryTrial.run(table, database, runs, syncPeak);
      say.accept(trial.line());
      memory.add(trial);
    }
    return memory;
  }

  @Override
  public String scale() {
    return Amounts.count(rows) + " rows in each table";
  }

  @Override
  public String unit() {
    return "rows";
  }

  // The trials have warmed everything up.
  @Override
  public Rounds rounds(boolean quick) {
    return new Rounds(0, 3, Setup.leastOf(quick));
  }

  @Override
  public List<Contender> contenders() {
    List<Contender> contenders = new ArrayList<>();
    for (Entry entry : entries) {
      RacedSource source = entry.source();
      TableShape shape = entry.shape();
      String group = entry.group();
      List<RacedStrategy> racing = Trial.racing(entry.trials(), group);
      for (RacedStrategy way : racing) {
        contenders.add(
            new Contender(
                group,
                way.label(),
                way.equals(RacedStrategy.FIXED) ? Role.BASELINE : Role.SUBJECT,
                new ExtractRun(runs, source, shape, way, syncCpu, syncPeak)));
      }
      if (source.dialect() == Dialect.POSTGRES && racing.contains(RacedStrategy.FIXED)) {
        contenders.add(
            new Contender(group, SEED_LOOP, Role.SUBJECT, new WindowLoopRun(source, shape)));
      }
      if (source.canDrainByParts()) {
        contenders.add(
            new Contender(group, TWO_STREAMS, Role.SUBJECT, new DrainRun(source, shape, 2)));
      }
      contenders.add(new Contender(group, CEILING, Role.CEILING, new DrainRun(source, shape, 1)));
    }
    return contenders;
  }

  /// Work of the ceiling: the server's binary form to nowhere.
  private record DrainRun(RacedSource source, TableShape shape, int streams) implements Work {

    @Override
    public Done run() throws Exception {
      double before = source.cpu().seconds();
      RacedSource.Drained drained =
          streams == 1 ? source.drain(shape) : source.drain(shape, streams);
      Map<String, Double> figures =
          Map.of(
              ExtractRun.SOURCE_CPU_SECONDS,
              source.cpu().seconds() - before,
              ExtractRun.QUERIES,
              (double) streams);
      return new Done(drained.rows(), drained.took(), figures);
    }
  }

  @Override
  public List<String> notes(Outcome outcome) {
    return notes.of(outcome);
  }

  @Override
  public List<Check> checks(Outcome outcome) {
    return checks.of(outcome);
  }
}
