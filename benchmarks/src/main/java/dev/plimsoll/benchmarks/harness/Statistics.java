package dev.plimsoll.benchmarks.harness;

import java.util.List;

/// Statistics over a few runs. Medians, since a shared machine has outliers, all on one side.
public final class Statistics {
  private Statistics() {}

  /// @throws IllegalArgumentException for no values
  public static double median(List<Double> values) {
    double[] sorted = sorted(values);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /// Percentile by nearest rank: of ten values, the share 0.9 is the ninth.
  ///
  /// @param share above 0, at most 1
  /// @throws IllegalArgumentException for no values
  public static double percentile(List<Double> values, double share) {
    double[] sorted = sorted(values);
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  /// Distance of the farthest value from the median, as a share of it. 0 for one value.
  public static double spread(List<Double> values) {
    double median = median(values);
    double farthest = Math.max(most(values) - median, median - least(values));
    return median == 0 ? 0 : farthest / Math.abs(median);
  }

  public static double least(List<Double> values) {
    return sorted(values)[0];
  }

  public static double most(List<Double> values) {
    return percentile(values, 1);
  }

  private static double[] sorted(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values have no median and no percentile");
    }
    return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }
}
