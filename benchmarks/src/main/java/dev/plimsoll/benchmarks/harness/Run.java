package dev.plimsoll.benchmarks.harness;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/// One contender's work, once.
///
/// @param round from 1 on; warm-up rounds count by themselves
/// @param warmUp not part of any figure
/// @param work done, in the benchmark's unit
/// @param nanos it took; above 0
/// @param figures whatever else was measured, by name
public record Run(
    String contender,
    int round,
    boolean warmUp,
    double work,
    long nanos,
    Map<String, Double> figures) {

  /// Units a second.
  @JsonProperty
  public double rate() {
    return work / (nanos / 1e9);
  }
}
