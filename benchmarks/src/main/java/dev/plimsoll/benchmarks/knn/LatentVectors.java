package dev.plimsoll.benchmarks.knn;

import java.util.SplittableRandom;

/// Made vectors, the same for the same seed: combinations of a few hidden features and some noise,
/// as embeddings are. Of vectors without such features all are about equally far from each other,
/// and no index finds the nearest.
final class LatentVectors {
  static final int DIMENSIONS = 128;

  private static final int FEATURES = 16;
  private static final double NOISE = 0.05;
  // Four digits keep the tables' text short.
  private static final float DIGITS = 1e4f;

  private final long seed;
  private final double[][] weights = new double[FEATURES][DIMENSIONS];

  LatentVectors(long seed) {
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(~seed);
    for (double[] feature : weights) {
      for (int i = 0; i < DIMENSIONS; i++) {
        feature[i] = signed(random) / 2;
      }
    }
  }

  long seed() {
    return seed;
  }

  /// Vector of a row.
  ///
  /// @param id 0 or more
  float[] row(long id) {
    return made(id);
  }

  /// Vector to search for, which no row has.
  ///
  /// @param number 0 or more
  float[] query(long number) {
    return made(-1 - number);
  }

  private float[] made(long place) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_000_007L + place);
    double[] sums = new double[DIMENSIONS];
    for (double[] feature : weights) {
      double amount = signed(random);
      for (int i = 0; i < DIMENSIONS; i++) {
        sums[i] += amount * feature[i];
      }
    }
    float[] vector = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = Math.round((float) (sums[i] + NOISE * signed(random)) * DIGITS) / DIGITS;
    }
    return vector;
  }

  private static double signed(SplittableRandom random) {
    return 2 * random.nextDouble() - 1;
  }
}
