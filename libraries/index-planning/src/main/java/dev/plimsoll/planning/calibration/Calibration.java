package dev.plimsoll.planning.calibration;

import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildCosts.Phases;
import dev.plimsoll.planning.sizing.BuildCosts.RowCost;
import dev.plimsoll.planning.sizing.KeyKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// Costs of a row learned from finished builds. The state is nothing but the builds that are
/// remembered, so it can be stored, read and explained.
///
/// For each kind of key and each of the three costs, with `r` a build's observed over predicted by
/// the measured costs (elapsed of the sort times its participants) and `m` the median of `log r`:
///
/// - the machine: all kinds together, `M = n·m / (n + 1)`, so one build moves it half of the way;
/// - a kind: `K = (n·m + 2·M) / (n + 2)`, drawn towards the machine as by two builds more;
/// - its cost is the measured one times `exp(K)`.
///
/// A median takes no harm from a build that something else slowed down; a kind that was never built
/// costs what this machine costs. Factors stay within 1/20 to 20. Phases predicted below 40 ms say
/// more about clocks than about costs and are left out.
///
/// What a build costs whatever its rows is learned of those whose rows are predicted at less than
/// that: `r` is what they took beyond their rows over what was assumed, of all kinds together, and
/// drawn towards what is assumed as by one build more.
///
/// A build of less than 400 ms, or one that nobody saw, is not taken apart: a builder looks every
/// 100 ms, so its phases would be told wrong by more than they take. What it took beyond the fixed
/// costs is compared as a whole, and counts for each of the three.
///
/// @param observations the newest last, at most [#REMEMBERED] of each kind
public record Calibration(List<BuildObservation> observations) {
  /// Builds of each kind that are remembered.
  public static final int REMEMBERED = 32;

  public static final Calibration NONE = new Calibration(List.of());

  private static final double SHORTEST_MILLIS = 40;
  private static final double SHORTEST_IN_PHASES_MILLIS = 400;
  // Where less is left than this share of what was predicted, the clock says nothing more.
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

  /// With one more build; the oldest of its kind is forgotten where there are enough.
  public Calibration with(BuildObservation seen) {
    List<BuildObservation> kept = new ArrayList<>(observations);
    kept.add(seen);
    long ofKind = kept.stream().filter(other -> other.kind() == seen.kind()).count();
    if (ofKind > REMEMBERED) {
      for (int i = 0; i < kept.size(); i++) {
        if (kept.get(i).kind() == seen.kind()) {
          kept.remove(i);
          break;
        }
      }
    }
    return new Calibration(kept);
  }

  /// The costs to plan with.
  ///
  /// @param machineFactor as configured: what holds before anything was seen
  public BuildCosts costs(double machineFactor) {
    if (observations.isEmpty()) {
      return new BuildCosts(machineFactor);
    }
    BuildCosts assumed = new BuildCosts(machineFactor);
    BuildCosts prior = assumed.withFixed(Math.exp(drawn(fixedLogs(assumed), 0, MACHINE_PRIOR)));
    double[] machine = new double[PARTS.size()];
    for (int i = 0; i < machine.length; i++) {
      double[] logs = logs(PARTS.get(i), prior, observations);
      machine[i] = drawn(logs, 0, MACHINE_PRIOR);
    }
    Map<KeyKind, RowCost> costs = new EnumMap<>(KeyKind.class);
    for (KeyKind kind : KeyKind.values()) {
      List<BuildObservation> ofKind =
          observations.stream().filter(seen -> seen.kind() == kind).toList();
      double[] factors = new double[machine.length];
      for (int i = 0; i < factors.length; i++) {
        double[] logs = logs(PARTS.get(i), prior, ofKind);
        factors[i] = Math.exp(drawn(logs, machine[i], KIND_PRIOR));
      }
      costs.put(kind, prior.of(kind).times(factors[0], factors[1], factors[2]));
    }
    return new BuildCosts(costs, prior.fixedMillis(), machineFactor);
  }

  private double[] fixedLogs(BuildCosts assumed) {
    return observations.stream()
        .map(build -> fixed(assumed, build))
        .flatMapToDouble(OptionalDouble::stream)
        .map(Math::log)
        .toArray();
  }

  /// Observed over assumed; empty for a build whose rows hide it.
  private static OptionalDouble fixed(BuildCosts assumed, BuildObservation build) {
    Phases phases = phases(assumed, build);
    double work = phases.elapsed(build.workersLaunched()) - phases.overhead();
    double observed = Math.max(LEAST_SHARE * phases.overhead(), build.actualMillis() - work);
    return build.actualMillis() > 0 && work < SHORTEST_MILLIS
        ? OptionalDouble.of(observed / phases.overhead())
        : OptionalDouble.empty();
  }

  private static double[] logs(Part part, BuildCosts prior, List<BuildObservation> seen) {
    return seen.stream()
        .map(build -> inPhases(build) ? phase(part, prior, build) : whole(prior, build))
        .flatMapToDouble(OptionalDouble::stream)
        .map(Math::log)
        .toArray();
  }

  private static boolean inPhases(BuildObservation build) {
    return build.actualMillis() >= SHORTEST_IN_PHASES_MILLIS
        && build.sortMillis() + build.serialMillis() + build.validationMillis() > 0;
  }

  /// Observed over predicted; empty where that would say nothing.
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
    return Math.clamp((n * median + prior * towards) / (n + prior), -MOST, MOST);
  }

  /// Builds of a kind that are remembered.
  public long builds(KeyKind kind) {
    return observations.stream().filter(seen -> seen.kind() == kind).count();
  }

  /// Median of |predicted − actual| / actual over the builds remembered, each as predicted before
  /// it began; 0.2 is 20 %. Empty where nothing was predicted yet.
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
