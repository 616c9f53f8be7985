package dev.plimsoll.planning.calibration;

import dev.plimsoll.planning.calibration.BuildObservation.GraphBuild;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildCosts.Phases;
import dev.plimsoll.planning.sizing.BuildCosts.RowCost;
import dev.plimsoll.planning.sizing.BuildCosts.VectorFactors;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.sizing.VectorLists;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Costs of a row learned from finished builds. The observations are its whole state.
///
/// For each kind of key and each of the three costs, with `r` a build's observed over predicted by
/// the measured costs (elapsed of the sort times its participants) and `m` the median of `log r`:
///
/// - the machine: all kinds together, `M = n·m / (n + 1)`, so one build moves it half of the way;
/// - a kind: `K = (n·m + 2·M) / (n + 2)`, drawn towards the machine as by two builds more;
/// - its cost is the measured one times `exp(K)`.
///
/// A median is robust against a build that other work slowed down; a kind without builds costs what
/// this machine costs. Factors stay within 1/20 to 20. Phases predicted below 40 ms say more about
/// clocks than about costs and are left out.
///
/// Fixed costs are learned from builds whose rows are predicted at less than that: `r` is their
/// time beyond their rows over the assumed one, of all kinds together, drawn towards the assumed
/// one as by one build more.
///
/// Graphs of vectors have one cost of their own, and so have lists: the median of observed over
/// predicted, which nothing is drawn towards. It says how fast this machine computes distances, and
/// builds are few and long. Of lists it is what they take beyond a sort of their rows.
///
/// A build of less than 400 ms, or an unobserved one, counts as a whole for each of the three
/// costs, without its fixed costs: a builder looks every 100 ms, which is too coarse for its
/// phases.
///
/// @param observations the newest last, at most [#REMEMBERED] of each kind
public record Calibration(List<BuildObservation> observations) {
  /// Limit of observations of each kind.
  public static final int REMEMBERED = 32;

  public static final Calibration NONE = new Calibration(List.of());

  private static final double SHORTEST_MILLIS = 40;
  private static final double SHORTEST_IN_PHASES_MILLIS = 400;
  // Below this share of the prediction the clock says nothing more.
  private static final double LEAST_SHARE = 0.05;
  private static final double MACHINE_PRIOR = 1;
  private static final double KIND_PRIOR = 2;
  private static final double MOST = Math.log(20);

  private static final List<Part> PARTS =
      List.of(
          new Part(seen -> seen.sortMillis() * (seen.workersLaunched() + 1), Phases::sort),
          new Part(BuildObservation::serialMillis, Phases::serial),
          new Part(BuildObservation::validationMillis, Phases::validation));

  private record Part(
      ToDoubleFunction<BuildObservation> observed, ToDoubleFunction<Phases> predicted) {}

  public Calibration {
    observations = List.copyOf(observations);
  }

  /// A copy with one more build, without the oldest of a kind that has too many.
  public Calibration with(BuildObservation seen) {
    List<BuildObservation> kept = new ArrayList<>(observations);
    kept.add(seen);
    List<BuildObservation> ofKind =
        kept.stream().filter(other -> other.comparedWith().equals(seen.comparedWith())).toList();
    if (ofKind.size() > REMEMBERED) {
      kept.remove(ofKind.getFirst());
    }
    return new Calibration(kept);
  }

  /// The costs to plan with.
  ///
  /// @param machineFactor as configured, which holds before any build
  public BuildCosts costs(double machineFactor) {
    BuildCosts assumed = BuildCosts.measured(machineFactor);
    if (observations.isEmpty()) {
      return assumed;
    }
    List<BuildObservation> sorts = sorts();
    double[] fixed = logs(sorts, build -> fixed(assumed, build));
    BuildCosts prior = assumed.withFixed(Math.exp(drawn(fixed, 0, MACHINE_PRIOR)));
    double[] machine = new double[PARTS.size()];
    for (int i = 0; i < machine.length; i++) {
      machine[i] = drawn(logs(PARTS.get(i), prior, sorts), 0, MACHINE_PRIOR);
    }
    Map<KeyKind, RowCost> costs = new EnumMap<>(KeyKind.class);
    for (KeyKind kind : KeyKind.values()) {
      List<BuildObservation> ofKind = sorts.stream().filter(seen -> seen.kind() == kind).toList();
      double[] factors = new double[machine.length];
      for (int i = 0; i < factors.length; i++) {
        factors[i] = Math.exp(drawn(logs(PARTS.get(i), prior, ofKind), machine[i], KIND_PRIOR));
      }
      costs.put(kind, prior.of(kind).times(factors[0], factors[1], factors[2]));
    }
    BuildCosts ofRows = new BuildCosts(costs, prior.fixedMillis(), machineFactor);
    return ofRows.withVectors(
        new VectorFactors(
            Math.exp(drawn(logs(observations, build -> graph(prior, build)), 0, 0)),
            Math.exp(drawn(logs(observations, build -> lists(ofRows, build)), 0, 0))));
  }

  private List<BuildObservation> sorts() {
    return observations.stream().filter(BuildObservation::isSort).toList();
  }

  /// Observed over predicted; empty for other builds, and for a graph that was made in no time.
  private static OptionalDouble graph(BuildCosts prior, BuildObservation build) {
    @Nullable GraphBuild made = build.graph();
    if (made == null) {
      return OptionalDouble.empty();
    }
    int workers = build.workersLaunched();
    Phases rows = phases(prior, build);
    Phases phases = made.graph().phases(rows, prior, workers, made.memoryBytes());
    return beyond(phases.overhead() + phases.validation(), phases.elapsed(workers), build);
  }

  /// Likewise of lists.
  private static OptionalDouble lists(BuildCosts ofRows, BuildObservation build) {
    @Nullable VectorLists made = build.lists();
    if (made == null) {
      return OptionalDouble.empty();
    }
    int workers = build.workersLaunched();
    Phases rows = phases(ofRows, build);
    return beyond(rows.elapsed(workers), made.phases(rows, ofRows).elapsed(workers), build);
  }

  private static OptionalDouble beyond(double beside, double whole, BuildObservation build) {
    double predicted = whole - beside;
    double observed = Math.max(LEAST_SHARE * predicted, build.actualMillis() - beside);
    return build.actualMillis() > 0 && predicted >= SHORTEST_IN_PHASES_MILLIS
        ? OptionalDouble.of(observed / predicted)
        : OptionalDouble.empty();
  }

  /// Observed over assumed; empty for a build with many rows.
  private static OptionalDouble fixed(BuildCosts assumed, BuildObservation build) {
    Phases phases = phases(assumed, build);
    double work = phases.elapsed(build.workersLaunched()) - phases.overhead();
    double observed = Math.max(LEAST_SHARE * phases.overhead(), build.actualMillis() - work);
    return build.actualMillis() > 0 && work < SHORTEST_MILLIS
        ? OptionalDouble.of(observed / phases.overhead())
        : OptionalDouble.empty();
  }

  private static double[] logs(Part part, BuildCosts prior, List<BuildObservation> seen) {
    return logs(seen, build -> inPhases(build) ? phase(part, prior, build) : whole(prior, build));
  }

  private static double[] logs(
      List<BuildObservation> seen, Function<BuildObservation, OptionalDouble> ratio) {
    return seen.stream()
        .map(ratio)
        .flatMapToDouble(OptionalDouble::stream)
        .map(Math::log)
        .toArray();
  }

  private static boolean inPhases(BuildObservation build) {
    return build.actualMillis() >= SHORTEST_IN_PHASES_MILLIS
        && build.sortMillis() + build.serialMillis() + build.validationMillis() > 0;
  }

  /// Observed over predicted; empty where it says nothing.
  private static OptionalDouble phase(Part part, BuildCosts prior, BuildObservation build) {
    double observed = part.observed().applyAsDouble(build);
    double predicted = part.predicted().applyAsDouble(phases(prior, build));
    return observed > 0 && predicted >= SHORTEST_MILLIS
        ? OptionalDouble.of(observed / predicted)
        : OptionalDouble.empty();
  }

  private static OptionalDouble whole(BuildCosts prior, BuildObservation build) {
    Phases phases = phases(prior, build);
    double work = phases.elapsed(build.workersLaunched()) - phases.overhead();
    double observed = Math.max(LEAST_SHARE * work, build.actualMillis() - phases.overhead());
    return build.actualMillis() > 0 && work >= SHORTEST_MILLIS
        ? OptionalDouble.of(observed / work)
        : OptionalDouble.empty();
  }

  private static Phases phases(BuildCosts prior, BuildObservation build) {
    return prior.phases(build.kind(), build.rows(), build.workersLaunched(), build.passes());
  }

  private static double drawn(double[] logs, double towards, double prior) {
    double n = logs.length;
    double median = n == 0 ? 0 : median(logs);
    return n + prior == 0
        ? towards
        : Math.clamp((n * median + prior * towards) / (n + prior), -MOST, MOST);
  }

  public long builds(KeyKind kind) {
    return sorts().stream().filter(seen -> seen.kind() == kind).count();
  }

  public long builtGraphs() {
    return observations.stream().filter(seen -> seen.graph() != null).count();
  }

  public long builtLists() {
    return observations.stream().filter(seen -> seen.lists() != null).count();
  }

  /// Median of |predicted − actual| / actual of the observations; 0.2 is 20 %. Empty before the
  /// first prediction.
  public OptionalDouble error() {
    double[] errors =
        observations.stream()
            .filter(build -> build.predictedMillis() > 0 && build.actualMillis() > 0)
            .mapToDouble(build -> Math.abs(build.predictedMillis() / build.actualMillis() - 1))
            .toArray();
    return errors.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(median(errors));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
