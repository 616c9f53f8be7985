package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Contender.Role;
import java.util.ArrayList;
import java.util.List;

/// All runs, and what they come to.
public record Outcome(List<Run> runs, List<Result> results) {

  /// A contender's figures over its runs without warm-up.
  ///
  /// @param median units a second
  /// @param spread median distance from the median, as a share of it
  /// @param ofBaseline its median as a multiple of the baseline's
  /// @param ofCeiling its median as a share of the ceiling's
  public record Result(
      String contender,
      Role role,
      double median,
      double least,
      double most,
      double spread,
      double ofBaseline,
      double ofCeiling) {}

  /// @throws IllegalArgumentException unless there is exactly one baseline and one ceiling, and
  ///     each contender ran
  public static Outcome of(List<Contender> contenders, List<Run> runs) {
    double baseline = median(runs, only(contenders, Role.BASELINE));
    double ceiling = median(runs, only(contenders, Role.CEILING));
    List<Result> results = new ArrayList<>();
    for (Contender contender : contenders) {
      List<Double> rates = rates(runs, contender);
      double median = Statistics.median(rates);
      results.add(
          new Result(
              contender.name(),
              contender.role(),
              median,
              Statistics.least(rates),
              Statistics.most(rates),
              Statistics.spread(rates),
              median / baseline,
              median / ceiling));
    }
    return new Outcome(List.copyOf(runs), List.copyOf(results));
  }

  private static Contender only(List<Contender> contenders, Role role) {
    List<Contender> found =
        contenders.stream().filter(contender -> contender.role() == role).toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException("a benchmark has one " + role + ", not " + found.size());
    }
    return found.getFirst();
  }

  private static double median(List<Run> runs, Contender contender) {
    return Statistics.median(rates(runs, contender));
  }

  private static List<Double> rates(List<Run> runs, Contender contender) {
    return runs.stream()
        .filter(run -> !run.warmUp() && run.contender().equals(contender.name()))
        .map(Run::rate)
        .toList();
  }
}
