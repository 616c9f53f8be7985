package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.benchmarks.harness.MeasuredCapacity;
import dev.plimsoll.benchmarks.harness.MeasuredCapacity.Rate;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.benchmarks.harness.Setup;
import dev.plimsoll.benchmarks.harness.Setup.Race;
import dev.plimsoll.benchmarks.harness.Setup.Rounds;
import dev.plimsoll.benchmarks.ingress.IngressContenders;
import dev.plimsoll.benchmarks.materialize.Entrant.Pace;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.benchmarks.stack.StackBenchmark;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.demo.Plant;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.postgres.statement.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Race of giving batches their offsets, end to end: files of four producers, on one PostgreSQL.
public final class MaterializeRace implements Race {

  private final Plant plant;
  private final BenchDatabase database;
  private final ProcessCpu serverCpu;
  private final boolean jit;
  private final boolean quick;
  private final Map<Competitor, MeasuredCapacity> capacities = new HashMap<>();
  private final Map<String, OpenLoop> openLoops = new LinkedHashMap<>();

  public static Benchmark benchmark(Plant.Maker plants) {
    return new StackBenchmark(
        "materialize",
        "contiguous offsets by the log, beside seed 2's statement, a commit function, bare rows",
        false,
        plants,
        conditions -> (conditions.quick() ? 4L : 12L) << 30,
        // Planner and sync read the log's commits on the same cores.
        EnumSet.complementOf(EnumSet.of(ServiceName.QUERY)),
        MaterializeRace::new);
  }

  private MaterializeRace(Plant plant, BenchDatabase database, Conditions conditions)
      throws SQLException, IOException {
    this.plant = plant;
    this.database = database;
    database.executeAsSuperuser("CREATE EXTENSION IF NOT EXISTS pgstattuple");
    this.serverCpu = database.cpu();
    this.jit = hasJit(database);
    this.quick = conditions.quick();
  }

  /// Whether the server can compile statements; many are built without.
  private static boolean hasJit(BenchDatabase database) throws SQLException {
    try (Connection connection = database.open()) {
      BenchDatabase.execute(connection, "SET jit = on");
      return Sql.of(connection, "SELECT pg_jit_available()").one(row -> row.getBoolean(1));
    }
  }

  @Override
  public String unit() {
    return "events";
  }

  // The first round warms up the others: the first seconds are slower.
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
    for (Entrant entrant : Entrant.all(quick)) {
      all.add(new Contender(entrant.group(), entrant.name(), entrant.role(), work(entrant)));
    }
    all.addAll(
        IngressContenders.contenders(
            plant, serverCpu, closedLoop(Scenario.SIXTEEN, Competitor.ASYNCHRONOUS), quick));
    return all;
  }

  private Work work(Entrant entrant) {
    Competitor way = entrant.way();
    return switch (entrant.pace()) {
      case Pace.Full() when entrant.scenario().equals(Scenario.SIXTEEN) -> capacity(way);
      case Pace.Full() -> closedLoop(entrant.scenario(), way);
      case Pace.Before(long batches) -> endToEnd(entrant, new Load.BacklogDrain(batches));
      case Pace.OfCapacity(double share, Duration lasting) ->
          open(entrant, capacity(way).share(share), lasting);
      case Pace.Fixed(double batches, Duration lasting) -> open(entrant, () -> batches, lasting);
    };
  }

  private EndToEnd closedLoop(Scenario scenario, Competitor way) {
    return endToEnd(Entrant.of(scenario, way), new Load.ClosedLoop(way.amount().events(quick)));
  }

  private MeasuredCapacity capacity(Competitor way) {
    return capacities.computeIfAbsent(
        way, one -> new MeasuredCapacity(closedLoop(Scenario.SIXTEEN, one)));
  }

  private EndToEnd open(Entrant entrant, Rate rate, Duration lasting) {
    OpenLoop load = new OpenLoop(rate, lasting);
    openLoops.put(entrant.name(), load);
    return endToEnd(entrant, load);
  }

  private EndToEnd endToEnd(Entrant entrant, Load load) {
    return new EndToEnd(
        database, serverCpu, entrant.way().sequencer(), entrant.scenario(), load, warmUps(quick));
  }

  @Override
  public List<Check> checks(Outcome outcome) {
    return new MaterializeChecks(!quick).of(outcome);
  }

  @Override
  public List<String> notes(Outcome outcome) {
    return MaterializeNotes.of(quick, jit, openLoops);
  }
}
