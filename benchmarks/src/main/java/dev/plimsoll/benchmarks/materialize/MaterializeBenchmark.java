package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.builds.BuildYard;
import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Setup;
import dev.plimsoll.benchmarks.harness.Setup.Race;
import dev.plimsoll.cli.checks.Check;
import dev.plimsoll.cli.demo.Plant;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// Batches to their offsets, end to end: four producers, a transaction a file, on one PostgreSQL.
public final class MaterializeBenchmark implements Benchmark {
  private static final long GIB = 1L << 30;
  private static final long REQUIRED_BYTES = 12 * GIB;
  private static final long QUICK_REQUIRED_BYTES = 4 * GIB;

  private final Plant.Maker plants;

  public MaterializeBenchmark(Plant.Maker plants) {
    this.plants = plants;
  }

  @Override
  public String name() {
    return "materialize";
  }

  @Override
  public String about() {
    return "contiguous offsets by the log, beside seed 2's statement, a commit function, bare rows";
  }

  @Override
  public Setup setUp(Conditions conditions) throws Exception {
    Plant plant =
        plants.on(
            conditions.data(),
            conditions.quick() ? QUICK_REQUIRED_BYTES : REQUIRED_BYTES,
            conditions.say());
    try {
      plant.startStack();
      BuildYard yard = BuildYard.on(plant, "materialize");
      return new MaterializeRace(plant, yard, new ServerMeter(yard), conditions.quick());
    } catch (Exception e) {
      plant.close();
      throw e;
    }
  }

  private record MaterializeRace(Plant plant, BuildYard yard, ServerMeter meter, boolean quick)
      implements Race {
    @Override
    public String serverVersion() {
      return yard.serverVersion();
    }

    @Override
    public Map<String, String> serverSettings() throws SQLException {
      return yard.serverSettings();
    }

    @Override
    public String unit() {
      return "events";
    }

    // The first one warms up the others: what is slow at first gets faster for some seconds.
    @Override
    public Rounds rounds(boolean quick) {
      return new Rounds(quick ? 0 : 1, 3);
    }

    @Override
    public List<Contender> contenders() {
      return Entrant.all(quick).stream().map(this::contender).toList();
    }

    private Contender contender(Entrant entrant) {
      Way way = entrant.way();
      Scenario scenario = entrant.scenario();
      return new Contender(
          entrant.group(),
          way.name(),
          way.role(),
          new EndToEnd(
              yard, meter, way.sequencer(), scenario, way.amount().events(scenario, quick)));
    }

    @Override
    public List<Check> checks(Outcome outcome) {
      return new MaterializeChecks(!quick).of(outcome);
    }

    @Override
    public List<String> notes(Outcome outcome) {
      return MaterializeNotes.of(quick);
    }

    @Override
    public void close() {
      plant.close();
    }
  }
}
