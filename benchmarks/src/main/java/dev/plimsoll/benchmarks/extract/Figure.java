package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Outcome.Result;
import java.util.Optional;

/// Figures of an outcome by table and way; NaN for who took no part, so that no check holds by it.
record Figure(Outcome outcome) {
  /// Rows a second, the median.
  double rate(String group, RacedStrategy way) {
    return result(group, way).map(Result::median).orElse(Double.NaN);
  }

  /// Rows a second of a contender that is none of the service's ways, the median.
  double rate(String group, String contender) {
    return outcome.results().stream()
        .filter(result -> result.contender().equals(group + ": " + contender))
        .mapToDouble(Result::median)
        .findFirst()
        .orElse(Double.NaN);
  }

  /// Of the ceiling's rate.
  double share(String group, RacedStrategy way) {
    return result(group, way).map(Result::ofCeiling).orElse(Double.NaN);
  }

  double seconds(String group, RacedStrategy way) {
    return result(group, way).map(Result::medianSeconds).orElse(Double.NaN);
  }

  /// Median of a figure beside the rate.
  double of(String group, RacedStrategy way, String name) {
    return result(group, way)
        .map(result -> result.figures().getOrDefault(name, Double.NaN))
        .orElse(Double.NaN);
  }

  /// The greatest of all runs.
  double most(String group, RacedStrategy way, String name) {
    return outcome.runs().stream()
        .filter(run -> run.contender().equals(label(group, way)))
        .mapToDouble(run -> run.most(name))
        .max()
        .orElse(Double.NaN);
  }

  private Optional<Result> result(String group, RacedStrategy way) {
    return outcome.results().stream()
        .filter(result -> result.contender().equals(label(group, way)))
        .findFirst();
  }

  private static String label(String group, RacedStrategy way) {
    return group + ": " + way.label();
  }
}
