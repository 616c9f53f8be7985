package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.benchmarks.builds.PlainRun.Form;
import dev.plimsoll.benchmarks.builds.StrategyRun.Overheads;
import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Outcome.Result;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.benchmarks.harness.Setup;
import dev.plimsoll.benchmarks.harness.Setup.Race;
import dev.plimsoll.benchmarks.harness.Statistics;
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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Eleven primary keys by every strategy, through Kafka and real builders.
public final class BuildsBenchmark implements Benchmark {
  private static final int FRACTION = 600;
  private static final int QUICK_FRACTION = 1_500;
  private static final long GIB = 1L << 30;
  private static final long REQUIRED_BYTES = 12 * GIB;
  private static final long QUICK_REQUIRED_BYTES = 4 * GIB;
  // What the whole of the tables was built with. A part of the data gets the same part of it, and
  // so does everybody who builds: more would keep in memory what is spilled to disk there.
  private static final long FULL_MEMORY = 64 * GIB;
  // As pgcopydb's --index-jobs has it where nothing is said.
  private static final int PGCOPYDB_JOBS = 4;
  // The same keys are built again and again, and each time they count as new.
  private static final long DISK = 4_096 * GIB;
  private static final double OF_BOUND = 1.20;
  private static final double FASTER = 1.2;
  // Runs of the same work lie as far apart.
  private static final double NOISE = 1.03;
  private static final double OVERHEAD_MILLIS = 100;
  private static final String MOLDABLE = "moldable";
  private static final String PGCOPYDB = "pgcopydb's way: 4 jobs, plain";
  private static final long LITTLE_MEMORY = 16L << 20;

  private final Plant.Maker plants;

  public BuildsBenchmark(Plant.Maker plants) {
    this.plants = plants;
  }

  @Override
  public String name() {
    return "builds";
  }

  @Override
  public String about() {
    return "eleven primary keys by each strategy, beside scripts, pgcopydb's way and the lower bound";
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
      // The others are of no use here and take processor time even when they rest.
      plant.startServices(EnumSet.of(ServiceName.PLANNER, ServiceName.BUILDER));
      return new BuildsRace(plant, conditions);
    } catch (Exception e) {
      plant.close();
      throw e;
    }
  }

  private static final class BuildsRace implements Race {
    private final Plant plant;
    private final BuildYard yard;
    private final ElevenTables tables;
    private final PlannerApi planner;
    private final ProcessCpu cpu;
    private final int fraction;
    private final long memory;
    private final List<KeyOrder> orders;
    private final int cores = Runtime.getRuntime().availableProcessors();
    private final Overheads overheads = new Overheads();

    BuildsRace(Plant plant, Conditions conditions) throws Exception {
      this.plant = plant;
      this.fraction = conditions.quick() ? QUICK_FRACTION : FRACTION;
      this.memory = FULL_MEMORY / fraction;
      this.tables = new ElevenTables(fraction);
      this.yard = BuildYard.on(plant, "builds");
      this.cpu = yard.cpu();
      try (Connection connection = yard.open()) {
        this.orders = KeyOrder.of(connection);
      }
      conditions
          .say()
          .accept("making %d rows in %d tables".formatted(tables.rows(), tables.names().size()));
      tables.create(yard::open, cores);
      this.planner = new PlannerApi(plant.client(ServiceName.PLANNER));
      planner.register(
          new DatabaseRegistration(
              yard.address().database(),
              yard.address(),
              new Capacity(cores, memory, cores, 64 * GIB, DISK),
              List.of(
                  new KeyRule(
                      "features.*",
                      new IndexDefinition(IndexDefinition.Kind.PRIMARY_KEY, List.of("hashkey")))),
              false,
              null));
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
      return new Rounds(0, 3);
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
                moldable / seconds(outcome, group, "lower bound"),
                moldable / processBound(outcome, group),
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
      String group = order.group();
      String collation = order.collation();
      return List.of(
          planned(group, collation, Role.BASELINE, "default"),
          planned(group, collation, Role.SUBJECT, "fixed"),
          planned(group, collation, Role.SUBJECT, "hybrid/" + fraction),
          planned(group, collation, Role.SUBJECT, "adaptive/" + fraction),
          planned(group, collation, Role.SUBJECT, MOLDABLE),
          new Contender(
              group,
              "2 jobs, bytes descending",
              Role.SUBJECT,
              plain(collation, 2, Form.CONCURRENTLY)),
          new Contender(group, PGCOPYDB, Role.SUBJECT, plain(collation, PGCOPYDB_JOBS, Form.PLAIN)),
          new Contender(
              group,
              "all at once",
              Role.SUBJECT,
              plain(collation, tables.names().size(), Form.CONCURRENTLY)),
          new Contender(
              group,
              "lower bound",
              Role.CEILING,
              new LowerBoundRun(
                  yard, tables, collation, cpu, cores, List.of(LITTLE_MEMORY, memory))));
    }

    private PlainRun plain(String collation, int jobs, Form form) {
      return new PlainRun(yard, tables, collation, cpu, jobs, memory / jobs, form);
    }

    private Contender planned(String group, String collation, Role role, String strategy) {
      return new Contender(
          group,
          strategy,
          role,
          new StrategyRun(
              yard,
              tables,
              collation,
              cpu,
              planner,
              yard.address().database(),
              strategy,
              overheads));
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
                moldable / seconds(outcome, group, "lower bound"),
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

    private static double processBound(Outcome outcome, String group) {
      return outcome.results().stream()
          .filter(result -> result.contender().equals(group + ": lower bound"))
          .mapToDouble(
              result -> result.figures().getOrDefault(LowerBoundRun.PROCESS_BOUND, Double.NaN))
          .findFirst()
          .orElse(Double.NaN);
    }

    private static double seconds(Outcome outcome, String group, String name) {
      return outcome.results().stream()
          .filter(result -> result.contender().equals(group + ": " + name))
          .mapToDouble(Result::medianSeconds)
          .findFirst()
          .orElse(Double.NaN);
    }

    @Override
    public void close() {
      plant.close();
    }
  }
}
