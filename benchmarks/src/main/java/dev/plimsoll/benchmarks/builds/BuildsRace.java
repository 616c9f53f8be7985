package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.benchmarks.builds.StrategyRun.Overheads;
import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.benchmarks.harness.Setup.Race;
import dev.plimsoll.benchmarks.harness.Setup.Rounds;
import dev.plimsoll.benchmarks.harness.Statistics;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.benchmarks.stack.StackBenchmark;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.demo.Plant;
import dev.plimsoll.demo.checks.Check;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/// Eleven primary keys by every strategy, through Kafka and real builders.
public final class BuildsRace implements Race {
  private static final int FRACTION = 600;
  private static final int QUICK_FRACTION = 1_500;
  private static final long GIB = 1L << 30;
  private static final long REQUIRED_BYTES = 12 * GIB;
  private static final long QUICK_REQUIRED_BYTES = 4 * GIB;
  // What the whole of the tables was built with. A part of the data gets the same part of it, and
  // so do all contenders: more would keep in memory what is spilled to disk there.
  private static final long FULL_MEMORY = 64 * GIB;
  // As pgcopydb's --index-jobs has it by default.
  private static final int PGCOPYDB_JOBS = 4;
  // The same keys are built again and again, and each time they count as new.
  private static final long DISK = 4_096 * GIB;
  private static final double OF_BOUND = 1.20;
  private static final double FASTER = 1.2;
  // Runs of the same work lie as far apart.
  private static final double NOISE = 1.03;
  private static final double OVERHEAD_MILLIS = 100;
  private static final String MOLDABLE = "moldable";
  private static final String LOWER_BOUND = "lower bound";
  private static final String PGCOPYDB = "pgcopydb's way: 4 jobs, plain";
  private static final long LITTLE_MEMORY = 16L << 20;

  private final BenchDatabase database;
  private final ElevenTables tables;
  private final PlannerApi planner;
  private final ProcessCpu cpu;
  private final int fraction;
  private final long memory;
  private final List<KeyOrder> orders;
  private final int cores = Runtime.getRuntime().availableProcessors();
  private final Overheads overheads = Overheads.none();

  public static Benchmark benchmark(Plant.Maker plants) {
    return new StackBenchmark(
        "builds",
        "eleven primary keys by each strategy, beside scripts, pgcopydb's way and the lower bound",
        false,
        plants,
        conditions -> conditions.quick() ? QUICK_REQUIRED_BYTES : REQUIRED_BYTES,
        EnumSet.of(ServiceName.PLANNER, ServiceName.BUILDER),
        BuildsRace::new);
  }

  private BuildsRace(Plant plant, BenchDatabase database, Conditions conditions) throws Exception {
    this.database = database;
    this.fraction = conditions.quick() ? QUICK_FRACTION : FRACTION;
    this.memory = FULL_MEMORY / fraction;
    this.tables = new ElevenTables(fraction);
    this.cpu = database.cpu();
    try (Connection connection = database.open()) {
      this.orders = KeyOrder.of(connection);
    }
    conditions
        .say()
        .accept("making %d rows in %d tables".formatted(tables.rows(), tables.names().size()));
    tables.create(database, cores);
    this.planner = new PlannerApi(plant.client(ServiceName.PLANNER));
    planner.register(
        new DatabaseRegistration(
            database.address().database(),
            database.address(),
            new Capacity(cores, memory, cores, 64 * GIB, DISK),
            List.of(
                new KeyRule(
                    "features.*",
                    new IndexDefinition(IndexDefinition.Kind.PRIMARY_KEY, List.of("hashkey")))),
            false,
            null));
  }

  @Override
  public String scale() {
    return "%s rows in %d tables, a %dth of the first users'"
        .formatted(Amounts.count(tables.rows()), tables.names().size(), fraction);
  }

  @Override
  public String unit() {
    return "rows";
  }

  // Half a minute to two a run: nothing is left to warm up, and five rounds would take hours.
  @Override
  public Rounds rounds(boolean quick) {
    return new Rounds(0, 3, Duration.ZERO);
  }

  @Override
  public List<Contender> contenders() {
    return orders.stream().flatMap(order -> contenders(order).stream()).toList();
  }

  @Override
  public List<String> notes(Outcome outcome) {
    List<String> notes = new ArrayList<>();
    for (KeyOrder order : orders) {
      String group = order.group();
      double moldable = seconds(outcome, group, MOLDABLE);
      notes.add("%s: keys in the order of %s".formatted(group, order.about()));
      notes.add(
          String.format(
              Locale.ROOT,
              "%s: moldable takes %.2f x the bound by the machine's CPU, %.2f x that by the"
                  + " server's processes alone (process bound), and %.2f x pgcopydb's way, which"
                  + " lets nobody write meanwhile",
              group,
              moldable / seconds(outcome, group, LOWER_BOUND),
              moldable / outcome.figure(label(group, LOWER_BOUND), LowerBoundRun.PROCESS_BOUND),
              moldable / seconds(outcome, group, PGCOPYDB)));
    }
    notes.add(
        "all have %s of memory together, the data's share of %s: jobs side by side get equal parts"
            .formatted(Amounts.bytes(memory), Amounts.bytes(FULL_MEMORY)));
    notes.add(
        "lower bound: each key alone without workers, by %s and by all of the memory, whichever"
                .formatted(Amounts.bytes(LITTLE_MEMORY))
            + " took less CPU, on all cores");
    return notes;
  }

  private List<Contender> contenders(KeyOrder order) {
    return List.of(
        planned(order, Role.BASELINE, "default"),
        planned(order, Role.SUBJECT, "fixed"),
        planned(order, Role.SUBJECT, "hybrid/" + fraction),
        planned(order, Role.SUBJECT, "adaptive/" + fraction),
        planned(order, Role.SUBJECT, MOLDABLE),
        scripted(order, "2 jobs, bytes descending", 2, true),
        scripted(order, PGCOPYDB, PGCOPYDB_JOBS, false),
        scripted(order, "all at once", tables.names().size(), true),
        contender(
            order,
            LOWER_BOUND,
            Role.CEILING,
            new LowerBoundRun(cores, List.of(LITTLE_MEMORY, memory))));
  }

  private Contender planned(KeyOrder order, Role role, String strategy) {
    return contender(order, strategy, role, new StrategyRun(planner, strategy, overheads));
  }

  private Contender scripted(KeyOrder order, String name, int jobs, boolean concurrently) {
    return contender(
        order, name, Role.SUBJECT, new ScriptedBuilds(jobs, memory / jobs, concurrently));
  }

  private Contender contender(KeyOrder order, String name, Role role, KeyBuilds.Way way) {
    return new Contender(
        order.group(), name, role, new KeyBuilds(database, tables, order.collation(), cpu, way));
  }

  @Override
  public List<Check> checks(Outcome outcome) {
    List<Check> checks = new ArrayList<>();
    for (KeyOrder order : orders) {
      String group = order.group();
      double moldable = seconds(outcome, group, MOLDABLE);
      checks.add(
          Check.atMost(
              group + ": moldable, x lower bound",
              moldable / seconds(outcome, group, LOWER_BOUND),
              OF_BOUND));
      for (String other : List.of("default", "hybrid/" + fraction)) {
        checks.add(
            Check.atLeast(
                "%s: %s takes x moldable".formatted(group, other),
                seconds(outcome, group, other) / moldable,
                FASTER));
      }
      for (Contender contender : contenders(order)) {
        // Who keeps writers out reads each table once; the others read it twice.
        if (contender.role() != Role.CEILING
            && !contender.name().equals(MOLDABLE)
            && !contender.name().equals(PGCOPYDB)) {
          checks.add(
              Check.atMost(
                  "%s: moldable takes x %s".formatted(group, contender.name()),
                  moldable / seconds(outcome, group, contender.name()),
                  contender.name().startsWith("2 jobs") ? NOISE : 1.0));
        }
      }
    }
    checks.add(overhead("Kafka", overheads.kafka()));
    checks.add(overhead("ledger", overheads.ledger()));
    checks.add(overhead("recipe", overheads.recipe()));
    return checks;
  }

  private static Check overhead(String what, List<Double> millis) {
    return Check.atMost(
        what + " adds to a build, median ms", Statistics.median(millis), OVERHEAD_MILLIS);
  }

  private static String label(String group, String name) {
    return group + ": " + name;
  }

  private static double seconds(Outcome outcome, String group, String name) {
    return outcome.seconds(label(group, name));
  }
}
