package dev.plimsoll.benchmarks.dispatch;

import dev.plimsoll.benchmarks.dispatch.ApiTrial.Served;
import dev.plimsoll.benchmarks.dispatch.ClaimTrial.Claimed;
import dev.plimsoll.benchmarks.dispatch.DispatchFindings.Claims;
import dev.plimsoll.benchmarks.dispatch.DispatchFindings.Graph;
import dev.plimsoll.benchmarks.dispatch.DispatchFindings.HeldSnapshot;
import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.harness.Setup.Study;
import dev.plimsoll.benchmarks.harness.Statistics;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.benchmarks.stack.StackBenchmark;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.demo.Plant;
import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.resource.Offer;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/// Study of claims from the ready queue beside a statement that sorts, of whole graphs, of a
/// snapshot that somebody holds, and of claims through the planner's API.
public final class DispatchStudy implements Study {
  private static final List<Integer> CLAIMANTS = List.of(1, 4, 16);
  private static final long GIB = 1L << 30;

  /// Sixteen cores: four to sixteen of the jobs.
  private static final Needs WORKER = new Needs(16_000, 64 * GIB, 0, 0, Duration.ofDays(1));

  /// For compilers, which take some seconds from claimants on two cores, and for sessions, whose
  /// first statements are planned.
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  private static final Offer OFFER = Offer.ofAll(QueueTables.LANE, WORKER, 50);
  static final String CLASSES = "class queue";
  static final String SORTING = "sorting";

  private final Plant plant;
  private final BenchDatabase database;
  private final QueueTables tables;
  private final boolean quick;
  private int twice;

  public static Benchmark benchmark(Plant.Maker plants) {
    return new StackBenchmark(
        "dispatch",
        "claims of jobs that fit, beside ORDER BY ... SKIP LOCKED; graphs; a held snapshot; the API",
        false,
        plants,
        conditions -> (conditions.quick() ? 2L : 4L) << 30,
        Set.of(),
        DispatchStudy::new);
  }

  private DispatchStudy(Plant plant, BenchDatabase database, Conditions conditions) {
    this.plant = plant;
    this.database = database;
    this.tables = new QueueTables(database);
    this.quick = conditions.quick();
  }

  @Override
  public String scale() {
    return "up to %,d ready jobs, a graph of %,d".formatted(sizes().getLast(), graph());
  }

  private List<Integer> sizes() {
    return quick ? List.of(1_000, 20_000) : List.of(1_000, 100_000, 1_000_000);
  }

  private int graph() {
    return quick ? 10_000 : 100_000;
  }

  @Override
  public Studied study(Consumer<String> say) throws Exception {
    List<Claims> claims = new ArrayList<>();
    for (int ready : sizes()) {
      say.accept("%,d ready jobs".formatted(ready));
      for (int claimants : CLAIMANTS) {
        tables.fill(ready);
        claims.add(claims(CLASSES, ClassClaimant::of, ready, claimants, say));
        tables.fill(ready);
        claims.add(claims(SORTING, SortingClaimant::of, ready, claimants, say));
      }
    }
    new GraphTrial(database, sizes().getFirst() * 10, 3).run(4); // for compilers
    List<Graph> graphs = new ArrayList<>();
    for (int waits : List.of(0, 3)) {
      for (int claimants : CLAIMANTS) {
        graphs.add(graph(waits, claimants, say));
      }
    }
    HeldSnapshot held = heldSnapshot(say);
    List<Served> served = throughApi(say);
    return DispatchPage.studied(new DispatchFindings(claims, graphs, held, served, twice), sizes());
  }

  private Claims claims(
      String name, ClaimTrial.Way way, int ready, int claimants, Consumer<String> say)
      throws Exception {
    List<Claimed> rounds = new ArrayList<>();
    try (ClaimTrial trial =
        new ClaimTrial(database, way, OFFER, ClaimTrial.End.GIVEN_BACK, claimants)) {
      trial.measure(WARM_UP);
      for (int round = 0; round < (quick ? 1 : 3); round++) {
        rounds.add(trial.measure(Duration.ofSeconds(quick ? 2 : 3)));
      }
      twice += trial.twice();
    }
    if (tables.ready() != ready) {
      throw new IllegalStateException(
          "%d of %d jobs are left in the queue".formatted(tables.ready(), ready));
    }
    Claims median =
        new Claims(
            name,
            ready,
            claimants,
            Statistics.median(rounds.stream().map(Claimed::callsPerSecond).toList()),
            Statistics.median(rounds.stream().map(Claimed::jobsPerSecond).toList()),
            Statistics.median(rounds.stream().map(Claimed::p99Millis).toList()));
    say.accept(
        String.format(
            Locale.ROOT,
            "%s, %s: %,.0f calls/s, %,.0f jobs/s, p99 %.1f ms",
            name,
            Amounts.count(claimants, "claimant"),
            median.callsPerSecond(),
            median.jobsPerSecond(),
            median.p99Millis()));
    return median;
  }

  private Graph graph(int waits, int claimants, Consumer<String> say) throws Exception {
    List<GraphTrial.Gone> rounds = new ArrayList<>();
    for (int round = 0; round < (quick ? 1 : 3); round++) {
      rounds.add(new GraphTrial(database, graph(), waits).run(claimants));
    }
    Graph median =
        new Graph(
            graph(),
            rounds.getFirst().waits(),
            claimants,
            Statistics.median(rounds.stream().map(GraphTrial.Gone::acceptSeconds).toList()),
            Statistics.median(rounds.stream().map(GraphTrial.Gone::jobsPerSecond).toList()));
    say.accept(
        String.format(
            Locale.ROOT,
            "graph of %,d jobs and %,d waits, %s: %,.0f jobs/s, accepted in %.1f s",
            median.jobs(),
            median.waits(),
            Amounts.count(claimants, "claimant"),
            median.jobsPerSecond(),
            median.acceptSeconds()));
    return median;
  }

  private HeldSnapshot heldSnapshot(Consumer<String> say) throws Exception {
    int seconds = quick ? 8 : 60;
    tables.fill(quick ? 300_000 : 2_000_000);
    try (ClaimTrial trial =
            new ClaimTrial(database, ClassClaimant::of, OFFER, ClaimTrial.End.DONE, 4);
        Connection holder = database.open()) {
      trial.measure(WARM_UP);
      holder.setAutoCommit(false);
      holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      BenchDatabase.execute(holder, "SELECT count(*) FROM pg_class");
      Claimed claimed = trial.measure(Duration.ofSeconds(seconds));
      twice += trial.twice();
      List<Double> rates = claimed.bySecond().stream().map(Long::doubleValue).toList();
      // The first whole second, and the last five.
      double last = Statistics.median(rates.subList(Math.max(0, rates.size() - 5), rates.size()));
      HeldSnapshot held = new HeldSnapshot(seconds, claimed.bySecond(), last / rates.getFirst());
      say.accept(
          String.format(
              Locale.ROOT,
              "snapshot held for %d s: %,.0f jobs in the first second, %,.0f in a last one",
              seconds,
              rates.getFirst(),
              last));
      return held;
    }
  }

  /// Last, since a planner takes CPU even at rest.
  private List<Served> throughApi(Consumer<String> say) throws Exception {
    plant.startServices(Set.of(ServiceName.PLANNER));
    ApiTrial trial = new ApiTrial(plant.client(ServiceName.PLANNER), quick ? 6_000 : 60_000);
    trial.run(CLAIMANTS.getLast()); // for compilers
    List<Served> served = new ArrayList<>();
    for (int claimants : CLAIMANTS) {
      Served one = trial.run(claimants);
      say.accept(
          String.format(
              Locale.ROOT,
              "through the API, %s: %,.0f claims/s, %,.0f jobs/s, p99 %.1f ms",
              Amounts.count(claimants, "claimant"),
              one.callsPerSecond(),
              one.jobsPerSecond(),
              one.p99Millis()));
      served.add(one);
    }
    return served;
  }
}
