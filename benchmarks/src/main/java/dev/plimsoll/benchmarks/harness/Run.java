package dev.plimsoll.benchmarks.harness;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Turn of a contender in a round: its work, repeated until the least time is filled.
///
/// @param round from 1 on; warm-up rounds are numbered separately
/// @param warmUp not part of any figure
/// @param repetitions one or more
public record Run(String contender, int round, boolean warmUp, List<Repetition> repetitions) {

  /// The work, done once.
  ///
  /// @param work in the benchmark's unit
  /// @param nanos above 0
  /// @param figures other measurements by name
  public record Repetition(double work, long nanos, Map<String, Double> figures) {
    public Repetition {
      figures = Map.copyOf(figures);
    }
  }

  /// @throws IllegalArgumentException where nothing was done
  public Run {
    repetitions = List.copyOf(repetitions);
    if (repetitions.isEmpty()) {
      throw new IllegalArgumentException(contender + " did nothing");
    }
  }

  /// Units a second, over all repetitions.
  @JsonProperty
  public double rate() {
    return repetitions.stream().mapToDouble(Repetition::work).sum() / seconds();
  }

  /// Seconds of all repetitions together.
  @JsonProperty
  public double seconds() {
    return repetitions.stream().mapToLong(Repetition::nanos).sum() / 1e9;
  }

  /// Mean seconds of the work, done once.
  double secondsOnce() {
    return seconds() / repetitions.size();
  }

  /// Means over the repetitions that have the figure.
  Map<String, Double> figures() {
    Map<String, Double> means = new TreeMap<>();
    for (Repetition repetition : repetitions) {
      repetition.figures().keySet().forEach(name -> means.computeIfAbsent(name, this::mean));
    }
    return means;
  }

  private double mean(String name) {
    return repetitions.stream()
        .filter(repetition -> repetition.figures().containsKey(name))
        .mapToDouble(repetition -> repetition.figures().get(name))
        .average()
        .orElse(Double.NaN);
  }

  /// Greatest of a figure in any repetition; NaN where one has none.
  public double most(String name) {
    return repetitions.stream()
        .mapToDouble(repetition -> repetition.figures().getOrDefault(name, Double.NaN))
        .reduce(Math::max)
        .orElse(Double.NaN);
  }
}
