package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Contender.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// All runs, and what they come to.
public record Outcome(List<Run> runs, List<Result> results) {

  /// A contender's figures over its runs without warm-up.
  ///
  /// @param median units a second
  /// @param rates of each run, units a second, in the order in which they ran
  /// @param spread how far the run that lies farthest is from the median, as a share of it
  /// @param ofBaseline its median as a multiple of the baseline's; NaN where its group has none
  /// @param ofCeiling its median as a share of the ceiling's
  /// @param medianSeconds that its work took once
  /// @param figures medians of whatever else was measured, by name
  public record Result(
      String contender,
      Role role,
      List<Double> rates,
      double median,
      double least,
      double most,
      double spread,
      double ofBaseline,
      double ofCeiling,
      double medianSeconds,
      Map<String, Double> figures) {}

  /// @throws IllegalArgumentException unless there is one ceiling in each group, one baseline at
  ///     most, and each contender ran
  public static Outcome of(List<Contender> contenders, List<Run> runs) {
    Map<String, Double> baselines = new HashMap<>();
    Map<String, Double> ceilings = new HashMap<>();
    for (String group : contenders.stream().map(Contender::group).distinct().toList()) {
      List<Contender> ceiling = having(contenders, group, Role.CEILING);
      List<Contender> baseline = having(contenders, group, Role.BASELINE);
      if (ceiling.size() != 1 || baseline.size() > 1) {
        throw new IllegalArgumentException(
            "a group of contenders has one ceiling and one baseline at most, not %d and %d"
                .formatted(ceiling.size(), baseline.size()));
      }
      ceilings.put(group, Statistics.median(rates(runs, ceiling.getFirst())));
      baseline.forEach(one -> baselines.put(group, Statistics.median(rates(runs, one))));
    }
    List<Result> results = new ArrayList<>();
    for (Contender contender : contenders) {
      List<Double> rates = rates(runs, contender);
      double median = Statistics.median(rates);
      results.add(
          new Result(
              contender.label(),
              contender.role(),
              rates,
              median,
              Statistics.least(rates),
              Statistics.most(rates),
              Statistics.spread(rates),
              median / baselines.getOrDefault(contender.group(), Double.NaN),
              median / ceilings.getOrDefault(contender.group(), Double.NaN),
              Statistics.median(counted(runs, contender).stream().map(Run::secondsOnce).toList()),
              figures(counted(runs, contender))));
    }
    return new Outcome(List.copyOf(runs), List.copyOf(results));
  }

  /// The result of a contender, by its label; empty where it took no part.
  public Optional<Result> result(String label) {
    return results.stream().filter(result -> result.contender().equals(label)).findFirst();
  }

  /// A figure of a contender's result; NaN for one that took no part, so that no check holds by it.
  public double value(String label, ToDoubleFunction<Result> figure) {
    return result(label).map(figure::applyAsDouble).orElse(Double.NaN);
  }

  /// Units a second, the median, as of [#value].
  public double rate(String label) {
    return value(label, Result::median);
  }

  /// Seconds that the work took once, the median, as of [#value].
  public double seconds(String label) {
    return value(label, Result::medianSeconds);
  }

  /// Median of a figure beside the rate, as of [#value].
  public double figure(String label, String name) {
    return value(label, result -> result.figures().getOrDefault(name, Double.NaN));
  }

  /// The greatest of a figure in all runs of some contenders; NaN where a run lacks it, or there
  /// is none.
  ///
  /// @param labels of the contenders
  public double most(Predicate<String> labels, String name) {
    return runs.stream()
        .filter(run -> labels.test(run.contender()))
        .mapToDouble(run -> run.most(name))
        .reduce(Math::max)
        .orElse(Double.NaN);
  }

  private static List<Contender> having(List<Contender> contenders, String group, Role role) {
    return contenders.stream()
        .filter(contender -> contender.group().equals(group) && contender.role() == role)
        .toList();
  }

  private static List<Double> rates(List<Run> runs, Contender contender) {
    return counted(runs, contender).stream().map(Run::rate).toList();
  }

  private static List<Run> counted(List<Run> runs, Contender contender) {
    return runs.stream()
        .filter(run -> !run.warmUp() && run.contender().equals(contender.label()))
        .toList();
  }

  private static Map<String, Double> figures(List<Run> runs) {
    Map<String, Double> medians = new TreeMap<>();
    for (String name : runs.getFirst().figures().keySet()) {
      medians.put(
          name,
          Statistics.median(
              runs.stream().map(run -> run.figures().get(name)).filter(Objects::nonNull).toList()));
    }
    return medians;
  }
}
