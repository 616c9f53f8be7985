package dev.plimsoll.benchmarks.knn;

import java.util.Arrays;
import java.util.List;

/// The nearest rows by a loop over the made vectors, without a database.
final class KnnOracle {
  // pgvector adds in single precision, so that equally near rows may change places.
  private static final double ROUNDING = 1e-5;

  private KnnOracle() {}

  /// Whether these are the nearest of so many rows, in their order.
  ///
  /// @param ids found, the nearest first
  static boolean agrees(LatentVectors vectors, int rows, float[] query, List<Long> ids) {
    double[] nearest = new double[rows];
    for (int id = 0; id < rows; id++) {
      nearest[id] = distance(vectors.row(id), query);
    }
    double[] found = ids.stream().mapToDouble(id -> nearest[id.intValue()]).toArray();
    Arrays.sort(nearest);
    if (found.length != Math.min(rows, KnnQuery.NEIGHBORS)
        || ids.stream().distinct().count() != found.length) {
      return false;
    }
    for (int i = 0; i < found.length; i++) {
      if (Math.abs(found[i] - nearest[i]) > ROUNDING * nearest[i]) {
        return false;
      }
    }
    return true;
  }

  private static double distance(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = (double) one[i] - other[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
