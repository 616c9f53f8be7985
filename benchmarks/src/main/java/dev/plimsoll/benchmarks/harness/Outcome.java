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

/// Outcome of a race: all runs and their results.
public record Outcome(List<Run> runs, List<Result> results) {

  /// Figures of a contender over its runs without warm-up. Rates are units a second.
  ///
  /// @param ofBaseline median as a multiple of the baseline's; NaN where its group has none
  /// @param ofCeiling median as a share of the ceiling's
  /// @param medianSeconds of its work, done once
  /// @param figures medians of other measurements by name
  public record Result(
      String contender,
      Role role,
      Rates rates,
      double ofBaseline,
      double ofCeiling,
      double medianSeconds,
      Map<String, Double> figures) {
    double median() {
      return rates.median();
    }
  }

  /// Rates of a contender's runs.
  ///
  /// @param each of each run, in the order in which they ran
  /// @param spread distance of the farthest run from the median, as a share of it
  public record Rates(List<Double> each, double median, double least, double most, double spread) {
    static Rates of(List<Double> each) {
      return new Rates(
          each,
          Statistics.median(each),
          Statistics.least(each),
          Statistics.most(each),
          Statistics.spread(each));
    }
  }

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
      Rates rates = Rates.of(rates(runs, contender));
      results.add(
          new Result(
              contender.label(),
              contender.role(),
              rates,
              rates.median() / baselines.getOrDefault(contender.group(), Double.NaN),
              rates.median() / ceilings.getOrDefault(contender.group(), Double.NaN),
              Statistics.median(counted(runs, contender).stream().map(Run::secondsOnce).toList()),
              figures(counted(runs, contender))));
    }
    return new Outcome(List.copyOf(runs), List.copyOf(results));
  }

  /// Result of a contender by its label; empty where it took no part.
  public Optional<Result> result(String label) {
    return results.stream().filter(result -> result.contender().equals(label)).findFirst();
  }

  /// Figure of a contender; NaN where it took no part, so that no check of it holds.
  public double value(String label, ToDoubleFunction<Result> figure) {
    return result(label).map(figure::applyAsDouble).orElse(Double.NaN);
  }

  /// Median rate in units a second, as of [#value].
  public double rate(String label) {
    return value(label, Result::median);
  }

  /// Median seconds of the work, done once, as of [#value].
  public double seconds(String label) {
    return value(label, Result::medianSeconds);
  }

  /// Median of a figure beside the rate, as of [#value].
  public double figure(String label, String name) {
    return value(label, result -> result.figures().getOrDefault(name, Double.NaN));
  }

  /// Greatest of a figure in all runs of the contenders with these labels; NaN where a run lacks it
  /// or there is none.
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
