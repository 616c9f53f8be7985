package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.builds.BuildYard;
import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.benchmarks.harness.Setup;
import dev.plimsoll.benchmarks.harness.Setup.Race;
import dev.plimsoll.benchmarks.ingress.IngressContenders;
import dev.plimsoll.benchmarks.materialize.Entrant.Pace;
import dev.plimsoll.demo.Plant;
import dev.plimsoll.demo.checks.Check;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Batches to their offsets, end to end: files of four producers, on one PostgreSQL.
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
      // All of them: planner and sync read what the log tells, on the same cores.
      plant.startServices();
      BuildYard yard = BuildYard.on(plant, "materialize");
      return new MaterializeRace(
          plant, yard, new ServerMeter(yard), hasJit(yard), conditions.quick());
    } catch (Exception e) {
      plant.close();
      throw e;
    }
  }

  /// Whether the server can compile at all; many are built or installed without.
  private static boolean hasJit(BuildYard yard) throws SQLException {
    try (Connection connection = yard.open();
        Statement statement = connection.createStatement()) {
      statement.execute("SET jit = on");
      try (ResultSet row = statement.executeQuery("SELECT pg_jit_available()")) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static final class MaterializeRace implements Race {
    private final Plant plant;
    private final BuildYard yard;
    private final ServerMeter meter;
    private final ProcessCpu serverCpu;
    private final boolean jit;
    private final boolean quick;
    private final Map<Competitor, MeasuredCapacity> capacities = new HashMap<>();
    private final Map<String, OpenLoop> openLoops = new LinkedHashMap<>();

    MaterializeRace(Plant plant, BuildYard yard, ServerMeter meter, boolean jit, boolean quick)
        throws SQLException, IOException {
      this.plant = plant;
      this.yard = yard;
      this.meter = meter;
      this.serverCpu = yard.cpu();
      this.jit = jit;
      this.quick = quick;
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
    public String unit() {
      return "events";
    }

    // The first one warms up the others: what is slow at first gets faster for some seconds.
    @Override
    public Rounds rounds(boolean quick) {
      return new Rounds(warmUps(quick), 3, Setup.leastOf(quick));
    }

    private static int warmUps(boolean quick) {
      return quick ? 0 : 1;
    }

    @Override
    public List<Contender> contenders() {
      List<Contender> all = new ArrayList<>();
      Entrant.all(quick).forEach(entrant -> all.add(contender(entrant)));
      Work inProcess =
          endToEnd(
              Entrant.of(Scenario.SIXTEEN, Competitor.ASYNCHRONOUS),
              closedLoop(Competitor.ASYNCHRONOUS));
      all.addAll(IngressContenders.contenders(plant, serverCpu, inProcess, quick));
      return all;
    }

    private Contender contender(Entrant entrant) {
      return new Contender(entrant.group(), entrant.name(), entrant.role(), work(entrant));
    }

    private Work work(Entrant entrant) {
      Competitor way = entrant.way();
      return switch (entrant.pace()) {
        case Pace.Full() when entrant.scenario().equals(Scenario.SIXTEEN) -> capacity(way);
        case Pace.Full() -> endToEnd(entrant, closedLoop(way));
        case Pace.Before(long batches) -> endToEnd(entrant, new BacklogDrain(batches));
        case Pace.OfCapacity(double share, Duration lasting) -> {
          MeasuredCapacity capacity = capacity(way);
          yield open(entrant, () -> share * capacity.batchesPerSecond(), lasting);
        }
        case Pace.Fixed(double batches, Duration lasting) -> open(entrant, () -> batches, lasting);
      };
    }

    private ClosedLoop closedLoop(Competitor way) {
      return new ClosedLoop(way.amount().events(quick));
    }

    private MeasuredCapacity capacity(Competitor way) {
      return capacities.computeIfAbsent(
          way,
          one ->
              new MeasuredCapacity(endToEnd(Entrant.of(Scenario.SIXTEEN, one), closedLoop(one))));
    }

    private EndToEnd open(Entrant entrant, OpenLoop.Rate rate, Duration lasting) {
      OpenLoop load = new OpenLoop(rate, lasting);
      openLoops.put(entrant.name(), load);
      return endToEnd(entrant, load);
    }

    private EndToEnd endToEnd(Entrant entrant, Load load) {
      return new EndToEnd(
          yard, meter, entrant.way().sequencer(), entrant.scenario(), load, warmUps(quick));
    }

    @Override
    public List<Check> checks(Outcome outcome) {
      return new MaterializeChecks(!quick).of(outcome);
    }

    @Override
    public List<String> notes(Outcome outcome) {
      return MaterializeNotes.of(quick, jit, openLoops);
    }

    @Override
    public void close() {
      plant.close();
    }
  }
}
