package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.builds.BuildYard;
import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.PeakResident;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.benchmarks.harness.Setup;
import dev.plimsoll.benchmarks.harness.Setup.Race;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.demo.Plant;
import dev.plimsoll.demo.checks.Check;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The tables are there and each strategy has shown what it reads.
final class ExtractRace implements Race {
  static final String CEILING = "binary copy to nowhere";
  static final String TWO_STREAMS = "binary copy to nowhere, 2 streams";
  static final String SEED_LOOP = "seed's loop, plain JDBC to nowhere";

  /// A table of one server, with what became of each strategy there.
  private record Entry(RacedSource source, TableShape shape, List<Trial> trials) {
    String group() {
      return source.group(shape);
    }
  }

  private final Plant plant;
  private final BuildYard yard;
  private final SyncRun runs;
  private final ProcessCpu syncCpu;
  private final PeakResident syncPeak;
  private final List<Entry> entries;
  private final long rows;
  private final ExtractNotes notes;
  private final ExtractChecks checks;

  private ExtractRace(
      Plant plant,
      BuildYard yard,
      SyncRun runs,
      List<Entry> entries,
      List<MemoryTrial> memory,
      PeakResident syncPeak,
      @Nullable String mariaDbMissing,
      long rows) {
    this.plant = plant;
    this.yard = yard;
    this.runs = runs;
    this.entries = entries;
    this.rows = rows;
    this.syncCpu = new ProcessCpu(plant.pid(ServiceName.SYNC));
    this.syncPeak = syncPeak;
    Map<String, Long> tableRows = new HashMap<>();
    entries.forEach(entry -> tableRows.put(entry.group(), entry.shape().rows(rows)));
    List<Trial> trials = entries.stream().flatMap(entry -> entry.trials().stream()).toList();
    boolean fast = rows >= ExtractChecks.ROWS_OF_SPEED;
    this.notes = new ExtractNotes(rows, fast, trials, memory, mariaDbMissing, syncPeak.forget());
    this.checks = new ExtractChecks(tableRows, fast, trials, memory, mariaDbMissing);
  }

  /// Makes the tables and tries every strategy on each.
  ///
  /// @param bulky tables for whose sake the service's memory is looked at
  static ExtractRace on(
      Plant plant,
      BuildYard yard,
      List<RacedSource> sources,
      @Nullable String mariaDbMissing,
      long rows,
      List<BulkyTable> bulky,
      Consumer<String> say)
      throws SQLException, IOException, InterruptedException {
    SyncApi sync = new SyncApi(plant.client(ServiceName.SYNC));
    PlannerApi planner = new PlannerApi(plant.client(ServiceName.PLANNER));
    SyncRun runs = new SyncRun(sync, plant.folder().resolve("stack").resolve("s3"));
    say.accept("seed %d; %s rows in each table".formatted(TableShape.SEED, Amounts.count(rows)));
    for (RacedSource source : sources) {
      for (TableShape shape : source.shapes()) {
        say.accept("making " + source.group(shape));
        source.create(shape, shape.rows(rows));
      }
      source.settle();
      Registrations.register(planner, sync, source.registration());
    }
    Trials trials = new Trials(runs, planner, sync, yard);
    List<Entry> entries = new ArrayList<>();
    for (RacedSource source : sources) {
      for (TableShape shape : source.shapes()) {
        List<Trial> tried = new ArrayList<>();
        for (RacedStrategy way : RacedStrategy.of(source.dialect(), shape)) {
          Trial trial = trials.run(source, shape, way);
          say.accept(ExtractNotes.line(trial));
          tried.add(trial);
        }
        // So that the ceiling is warm, too.
        source.drain(shape);
        entries.add(new Entry(source, shape, List.copyOf(tried)));
      }
      source.settle();
    }
    PeakResident peak = new PeakResident(plant.pid(ServiceName.SYNC));
    List<MemoryTrial> memory = new ArrayList<>();
    for (BulkyTable table : bulky) {
      say.accept("making " + table.title());
      MemoryTrial trial = MemoryTrial.run(table, yard, runs, peak);
      say.accept(trial.line());
      memory.add(trial);
    }
    return new ExtractRace(
        plant, yard, runs, List.copyOf(entries), memory, peak, mariaDbMissing, rows);
  }

  @Override
  public String serverVersion() {
    return yard.serverVersion();
  }

  @Override
  public Map<String, String> serverSettings() throws SQLException {
    return yard.serverSettings();
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
      for (Trial trial : entry.trials()) {
        if (trial.races()) {
          contenders.add(
              new Contender(
                  entry.group(),
                  trial.way().label(),
                  trial.way().equals(RacedStrategy.FIXED) ? Role.BASELINE : Role.SUBJECT,
                  new ExtractRun(
                      runs, entry.source(), entry.shape(), trial.way(), syncCpu, syncPeak)));
        }
      }
      if (seedLoop(entry)) {
        contenders.add(
            new Contender(
                entry.group(),
                SEED_LOOP,
                Role.SUBJECT,
                new WindowLoopRun(entry.source(), entry.shape())));
      }
      if (entry.source().canDrainByParts()) {
        contenders.add(
            new Contender(
                entry.group(),
                TWO_STREAMS,
                Role.SUBJECT,
                new DrainRun(entry.source(), entry.shape(), 2)));
      }
      contenders.add(
          new Contender(
              entry.group(),
              CEILING,
              Role.CEILING,
              new DrainRun(entry.source(), entry.shape(), 1)));
    }
    return contenders;
  }

  /// Where `fixed` is measured, there is what it would be without the product.
  private static boolean seedLoop(Entry entry) {
    return entry.source().dialect() == Dialect.POSTGRES
        && entry.trials().stream()
            .anyMatch(trial -> trial.races() && trial.way().equals(RacedStrategy.FIXED));
  }

  @Override
  public List<String> notes(Outcome outcome) {
    return notes.of(outcome);
  }

  @Override
  public List<Check> checks(Outcome outcome) {
    return checks.of(outcome);
  }

  @Override
  public void close() {
    plant.close();
  }
}
