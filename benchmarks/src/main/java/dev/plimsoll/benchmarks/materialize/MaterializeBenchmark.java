package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.builds.BuildYard;
import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Setup;
import dev.plimsoll.benchmarks.harness.Setup.Race;
import dev.plimsoll.cli.checks.Check;
import dev.plimsoll.cli.demo.Plant;
import java.util.ArrayList;
import java.util.List;

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
    public String unit() {
      return "events";
    }

    // The first of three runs is the warm-up of the others: a median leaves it out.
    @Override
    public Rounds rounds(boolean quick) {
      return new Rounds(0, 3);
    }

    @Override
    public List<Contender> contenders() {
      List<Contender> contenders = new ArrayList<>();
      Way.ALL.forEach(way -> contenders.add(contender(Scenario.SIXTEEN, way)));
      for (Scenario scenario : Scenario.others(quick)) {
        Way.ALL.stream()
            .filter(Way::everywhere)
            .forEach(way -> contenders.add(contender(scenario, way)));
      }
      contenders.add(contender(Scenario.retained(quick), Way.RETAINED));
      return contenders;
    }

    private Contender contender(Scenario scenario, Way way) {
      return new Contender(
          scenario.title(),
          way.name(),
          way.role(),
          new EndToEnd(
              yard, meter, way.sequencer(), scenario, Amount.of(quick).events(scenario, way)));
    }

    @Override
    public List<Check> checks(Outcome outcome) {
      return new MaterializeChecks(!quick).of(outcome);
    }

    @Override
    public List<String> notes(Outcome outcome) {
      return MaterializeNotes.of(Amount.of(quick), quick);
    }

    @Override
    public void close() {
      plant.close();
    }
  }
}
