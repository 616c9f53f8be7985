package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.scale.Fit.Point;
import dev.plimsoll.benchmarks.scale.ScaleFindings.AtRest;
import dev.plimsoll.benchmarks.scale.ScaleFindings.LogCost;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Scaled;
import dev.plimsoll.offsetlog.audit.HotState;
import dev.plimsoll.offsetlog.publication.UnpublishedPartitions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// Model of more processes, partitions and batches than this machine can have. A function of the
/// findings and of constants of the services.
final class ScaleModel {
  static final List<String> SERVICES = List.of("sync", "materializer", "builder");
  static final List<Integer> PODS = List.of(1, 4, 10, 30, 100);
  static final List<Integer> PARTITIONS = List.of(10, 1_000, 10_000, 100_000);
  static final List<Long> BATCHES = List.of(10_000L, 1_000_000L, 100_000_000L, 1_000_000_000L);

  /// Batches of a run under load: about what a quarter of a second takes, which is the default.
  static final double RUN = 20_000;

  /// Beyond which a formula is off its held-out point by so much that nothing follows from it.
  private static final double FAR_OFF = 1.0 / 3;

  /// Batches of a past segment as they are made here.
  private static final double BATCHES_OF_A_SEGMENT = 50;

  private final ScaleFindings findings;

  ScaleModel(ScaleFindings findings) {
    this.findings = findings;
  }

  /// A formula with its constants, and by how much it is off a point that it was not fitted to.
  ///
  /// @param residual as a share of what was measured
  record Formula(String quantity, String formula, String fitted, String heldOut, double residual) {}

  /// Values of a quantity along an axis.
  record Forecast(String quantity, List<Double> values) {}

  /// What bends along an axis.
  ///
  /// @param at from which on
  /// @param limit whether it is a limit that is set, else a cost that grows
  record Bend(String axis, double at, String what, boolean limit) {}

  List<Formula> formulas() {
    List<Formula> all = new ArrayList<>();
    for (String service : SERVICES) {
      all.add(atRest(service, "transactions/s at rest", AtRest::transactions));
      all.add(atRest(service, "cores of PostgreSQL at rest", AtRest::postgresCpu));
      if (!service.equals("builder")) {
        all.add(atRest(service, "connections at rest", AtRest::connections));
      }
    }
    for (Scaled one : findings.scaled()) {
      if (one.processes() == 1) {
        all.add(work(one));
      }
    }
    all.add(
        log(
            "log: µs of one worker for a batch, by partitions P",
            "%s + %s · T; T = P (1 − e^(−B/P)) / B, rows moved for a batch of a run of B = 20,000",
            partitionPoints()));
    all.add(
        log(
            "log: µs of one worker for a batch, by batches H that are there",
            "%s + %s · log2(1 + H/50), the segments' index",
            historyPoints()));
    all.add(log("log: bytes of segments by batches H", "%s + %s · H", bytePoints()));
    return all;
  }

  private Formula atRest(String service, String what, ToDoubleFunction<AtRest> figure) {
    List<Point> points = points(service, figure);
    Point held = points.getLast();
    Fit fit = rest(service, figure);
    return new Formula(
        service + ": " + what + ", n processes",
        "%s + %s · n".formatted(number(fit.intercept()), number(fit.slope())),
        "n = 1, 2",
        "n = 4: %s, measured %s".formatted(number(fit.at(held.x())), number(held.y())),
        fit.residual(held));
  }

  private List<Point> points(String service, ToDoubleFunction<AtRest> figure) {
    return findings.atRest().stream()
        .filter(one -> one.service().equals(service))
        .sorted(Comparator.comparingInt(AtRest::processes))
        .map(one -> new Point(one.processes(), figure.applyAsDouble(one)))
        .toList();
  }

  private Fit rest(String service, ToDoubleFunction<AtRest> figure) {
    List<Point> points = points(service, figure);
    return Fit.through(points.subList(0, points.size() - 1));
  }

  /// Growth with each process; 0 where more cost no more than the noise, NaN where the formula is
  /// far off.
  double slope(String service, ToDoubleFunction<AtRest> figure) {
    Fit fit = rest(service, figure);
    boolean off = Math.abs(fit.residual(points(service, figure).getLast())) > FAR_OFF;
    return off ? Double.NaN : Math.max(0, fit.slope());
  }

  private Formula work(Scaled one) {
    Scaled most = most(one);
    if (one.limit().equals("CPU")) {
      double predicted = cpu(one);
      return new Formula(
          "%s: CPU of a unit, µs: %s".formatted(one.service(), one.work()),
          number(predicted) + ", whatever n",
          "n = 1",
          "n = %d: measured %s".formatted(most.processes(), number(cpu(most))),
          predicted / cpu(most) - 1);
    }
    boolean slots = one.service().equals("builder");
    double predicted = rate(one) * (slots ? 1 : most.processes());
    return new Formula(
        "%s: %s/s: %s".formatted(one.service(), one.unit(), one.work()),
        slots ? number(rate(one)) + ", whatever n: slots" : number(rate(one)) + " · n",
        "n = 1",
        "n = %d: %s, measured %s"
            .formatted(most.processes(), number(predicted), number(rate(most))),
        predicted / rate(most) - 1);
  }

  private Scaled most(Scaled of) {
    return findings.scaled().stream()
        .filter(one -> one.work().equals(of.work()))
        .max(Comparator.comparingInt(Scaled::processes))
        .orElseThrow();
  }

  static double cpu(Scaled one) {
    return one.cpuMicros().service() + one.cpuMicros().postgres() + one.cpuMicros().stack();
  }

  static double rate(Scaled one) {
    return one.rates().stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private Formula log(String quantity, String formula, List<Point> points) {
    Fit fit = fit(points);
    Point held = points.getLast();
    return new Formula(
        quantity,
        formula.formatted(number(fit.intercept()), number(fit.slope())),
        "the %d smaller".formatted(points.size() - 1),
        "the largest: %s, measured %s".formatted(number(fit.at(held.x())), number(held.y())),
        fit.residual(held));
  }

  /// All but the last point, which is held out.
  private static Fit fit(List<Point> points) {
    return Fit.through(points.subList(0, points.size() - 1));
  }

  /// As [#fit], of which nothing follows where it is far off, or falls: no cost here does.
  private static Fit known(List<Point> points) {
    Fit fit = fit(points);
    return Math.abs(fit.residual(points.getLast())) > FAR_OFF || fit.slope() < 0
        ? new Fit(Double.NaN, Double.NaN)
        : fit;
  }

  List<LogCost> byPartitions() {
    return findings.logCosts().stream().filter(one -> one.history() == 0).toList();
  }

  List<LogCost> byHistory() {
    return findings.logCosts().stream().filter(one -> one.history() > 0).toList();
  }

  private List<Point> partitionPoints() {
    return byPartitions().stream()
        .map(one -> new Point(touched(one.partitions(), RUN), one.micros()))
        .toList();
  }

  private List<Point> historyPoints() {
    return byHistory().stream().map(one -> new Point(height(one.history()), one.micros())).toList();
  }

  private List<Point> bytePoints() {
    return byHistory().stream()
        .map(one -> new Point(one.history() + one.batches(), one.bytes()))
        .toList();
  }

  /// Rows of partitions that a run moves, for each of its batches, where they fall at random.
  static double touched(double partitions, double run) {
    return partitions * (1 - Math.exp(-run / partitions)) / run;
  }

  private static double height(double history) {
    return Math.log(1 + history / BATCHES_OF_A_SEGMENT) / Math.log(2);
  }

  double microsAtPartitions(double partitions) {
    return known(partitionPoints()).at(touched(partitions, RUN));
  }

  double microsAtHistory(double history) {
    return known(historyPoints()).at(height(history));
  }

  double bytesAt(double history) {
    return known(bytePoints()).at(history);
  }

  /// Seconds until a relay has gone round all partitions for what one that died left unpublished.
  static double relayRound(double partitions) {
    return Math.ceil(partitions / UnpublishedPartitions.SLICE) * ServiceConstants.RELAY_SECONDS;
  }

  /// Seconds until each partition's counters were looked at for the health check.
  static double healthRound(double partitions) {
    return Math.ceil(partitions / HotState.SLICE) * ServiceConstants.HEALTH_SECONDS;
  }

  private double eachAtRest(ToDoubleFunction<AtRest> figure) {
    return SERVICES.stream().mapToDouble(service -> slope(service, figure)).sum();
  }

  private double meanAtRest(String service, ToDoubleFunction<AtRest> figure) {
    return points(service, figure).stream().mapToDouble(Point::y).average().orElse(Double.NaN);
  }

  /// For so many processes of each of the three services.
  List<Forecast> ofPods() {
    double cores = SERVICES.stream().mapToDouble(service -> meanAtRest(service, AtRest::cpu)).sum();
    double requests =
        SERVICES.stream().mapToDouble(service -> meanAtRest(service, AtRest::requests)).sum();
    return List.of(
        pods("transactions/s at rest", eachAtRest(AtRest::transactions)),
        pods("cores of PostgreSQL at rest", eachAtRest(AtRest::postgresCpu)),
        pods("cores of the processes at rest", cores),
        pods("requests/s to Kafka at rest", requests),
        pods("connections at rest", eachAtRest(AtRest::connections)),
        pods("connections at most, by the pools", ServiceConstants.POOLS_OF_A_POD));
  }

  private static Forecast pods(String quantity, double each) {
    return new Forecast(quantity, PODS.stream().map(pods -> each * pods).toList());
  }

  List<Forecast> ofPartitions() {
    return List.of(
        new Forecast(
            "µs of one worker for a batch",
            PARTITIONS.stream().map(this::microsAtPartitions).toList()),
        new Forecast(
            "seconds until another relay finds what one left that died",
            PARTITIONS.stream().map(ScaleModel::relayRound).toList()),
        new Forecast(
            "seconds until the health check has seen each partition",
            PARTITIONS.stream().map(ScaleModel::healthRound).toList()));
  }

  List<Forecast> ofBatches() {
    return List.of(
        new Forecast(
            "µs of one worker for a batch", BATCHES.stream().map(this::microsAtHistory).toList()),
        new Forecast(
            "GB of segments and their index",
            BATCHES.stream().map(batches -> bytesAt(batches) / 1e9).toList()));
  }

  /// Along each axis in the order in which they come; only what comes within ten times the range.
  List<Bend> bends() {
    List<Bend> all = new ArrayList<>(ServiceConstants.limits());
    double idle = eachAtRest(AtRest::postgresCpu);
    if (idle > 0) {
      all.add(
          new Bend(
              "pods",
              Math.floor(1 / idle),
              "PostgreSQL has one core busy with pods at rest",
              false));
    }
    double connections = eachAtRest(AtRest::connections);
    if (connections > 0) {
      all.add(
          new Bend(
              "pods",
              Math.floor(ServiceConstants.CLUSTER_CONNECTIONS / connections),
              "pods at rest hold all %d connections"
                  .formatted(ServiceConstants.CLUSTER_CONNECTIONS),
              false));
    }
    double few = microsAtPartitions(10);
    PARTITIONS.stream()
        .filter(partitions -> microsAtPartitions(partitions) > 1.5 * few)
        .findFirst()
        .ifPresent(
            partitions ->
                all.add(
                    new Bend(
                        "partitions",
                        partitions,
                        "a batch costs more than 1.5 × what it does with ten partitions",
                        false)));
    double gigabytes = bytesAt(1e9) / 1e9;
    if (gigabytes > 0) {
      all.add(
          new Bend(
              "batches",
              Math.rint(64 / gigabytes * 100) / 100 * 1e9,
              "the table of segments is larger than 64 GB of memory",
              false));
    }
    return all.stream()
        .sorted(Comparator.comparing(Bend::axis).thenComparingDouble(Bend::at))
        .toList();
  }

  /// What bends first along an axis.
  ///
  /// @param limit whether of the limits that are set, else of the costs that grow
  Optional<Bend> first(String axis, boolean limit) {
    return bends().stream()
        .filter(bend -> bend.axis().equals(axis) && bend.limit() == limit)
        .findFirst();
  }

  static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    double size = Math.abs(value);
    return size >= 100 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
  }
}
