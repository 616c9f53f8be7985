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
import dev.plimsoll.benchmarks.harness.SideBySide;
import dev.plimsoll.benchmarks.harness.Statistics;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.benchmarks.stack.StackBenchmark;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.demo.Plant;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/// Race of eleven primary keys by every strategy, through Kafka and real builders.
public final class BuildsRace implements Race {

  private static final long GIB = 1L << 30;
  // Memory of the full tables. A fraction of the data gets the same fraction of it: more would
  // keep in memory what the full tables spill to disk.
  private static final long FULL_MEMORY = 64 * GIB;
  // Runs of the same work differ by as much.
  private static final double NOISE = 1.03;
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
        conditions -> (conditions.quick() ? 4 : 12) * GIB,
        EnumSet.of(ServiceName.PLANNER, ServiceName.BUILDER),
        BuildsRace::new);
  }

  private BuildsRace(Plant plant, BenchDatabase database, Conditions conditions) throws Exception {
    this.database = database;
    this.fraction = conditions.quick() ? 1_500 : 600;
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
        DatabaseRegistration.postgres(
            database.address().database(),
            database.address(),
            BuildSettings.of(
                // Disk for many builds of the same keys: each counts as new.
                new Capacity(cores, memory, cores, 64 * GIB, 4_096 * GIB, CapacityLimits.NONE),
                List.of(
                    new KeyRule(
                        "features.*",
                        new IndexDefinition(IndexDefinition.Kind.PRIMARY_KEY, List.of("hashkey")))),
                false)));
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

  // A run takes 30 s to 2 min: it needs no warm-up, and five rounds would take hours.
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
        // pgcopydb's default of --index-jobs.
        scripted(order, PGCOPYDB, 4, false),
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

  /// A script's way: `jobs` sessions at once, the largest table first, equal memory.
  private Contender scripted(KeyOrder order, String name, int jobs, boolean concurrently) {
    KeyBuilds.Way script =
        (of, _) -> {
          List<Callable<Long>> builds = new ArrayList<>();
          for (QualifiedName table : of.tables().names()) {
            builds.add(
                () -> {
                  of.key(table, memory / jobs, 2, concurrently);
                  return 1L;
                });
          }
          SideBySide.sum(jobs, builds);
          return null;
        };
    return contender(order, name, Role.SUBJECT, script);
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
              1.20));
      for (String other : List.of("default", "hybrid/" + fraction)) {
        checks.add(
            Check.atLeast(
                "%s: %s takes x moldable".formatted(group, other),
                seconds(outcome, group, other) / moldable,
                1.2));
      }
      for (Contender contender : contenders(order)) {
        // pgcopydb's way locks writers out and reads each table once; the others read it twice.
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
    return Check.atMost(what + " adds to a build, median ms", Statistics.median(millis), 100.0);
  }

  private static String label(String group, String name) {
    return group + ": " + name;
  }

  private static double seconds(Outcome outcome, String group, String name) {
    return outcome.seconds(label(group, name));
  }

  /// An order of text in which every contender builds the keys once.
  ///
  /// @param collation in SQL, quoted
  private record KeyOrder(String group, String collation, String about) {

    /// Byte order, and the default of a server initialised under `LANG=C.UTF-8`, as in most
    /// containers. That is libc's order: it has no abbreviated keys and takes about twice the CPU.
    /// The embedded server's default sorts by bytes; it is used where libc lacks that locale.
    static List<KeyOrder> of(Connection connection) throws SQLException {
      KeyOrder other =
          Sql.of(
                  connection,
                  """
                  SELECT collname
                  FROM pg_catalog.pg_collation
                  WHERE collprovider = 'c' AND collcollate ~* '^C\\.utf-?8$'
                  ORDER BY collname
                  LIMIT 1
                  """)
              .first(row -> Identifiers.quote(row.getString(1)))
              .map(collation -> new KeyOrder("default", collation, "libc's C.UTF-8"))
              .orElse(new KeyOrder("default", "\"default\"", "the server's own, by bytes as well"));
      return List.of(new KeyOrder("C", "\"C\"", "bytes"), other);
    }
  }
}
