package dev.plimsoll.benchmarks.scale;

import java.util.List;

/// Fairness of shares of work.
///
/// @param jain Jain's index: 1 where all have the same, 1/n where one has all
/// @param leastOverMost share of the one that did least, as a part of that of the one that did most
public record Fairness(double jain, double leastOverMost) {

  /// Source: R. Jain, D. Chiu, W. Hawe, DEC-TR-301 (1984).
  ///
  /// @param shares 0 or more each; NaN of both figures where nobody did anything
  public static Fairness of(List<Double> shares) {
    double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
    double squares = shares.stream().mapToDouble(share -> share * share).sum();
    double least = shares.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    double most = shares.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    return new Fairness(sum * sum / (shares.size() * squares), least / most);
  }
}
