package dev.plimsoll.vectors.memory;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Sums over two vectors of one length, in `float` and in no order, by the processor's vector
/// registers.
final class FloatScores {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private FloatScores() {}

  /// Sum of the squared differences.
  ///
  /// @param rows several vectors, one after the other
  /// @param at where this one begins
  static float squares(float[] rows, int at, float[] query) {
    // Two sums at a time: one would wait for itself at every step.
    FloatVector even = FloatVector.zero(SPECIES);
    FloatVector odd = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i + 2 * LANES <= query.length; i += 2 * LANES) {
      FloatVector first = minus(rows, at, query, i);
      FloatVector second = minus(rows, at, query, i + LANES);
      even = first.fma(first, even);
      odd = second.fma(second, odd);
    }
    float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
    for (; i < query.length; i++) {
      float difference = rows[at + i] - query[i];
      sum += difference * difference;
    }
    return sum;
  }

  static float products(float[] rows, int at, float[] query) {
    FloatVector even = FloatVector.zero(SPECIES);
    FloatVector odd = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i + 2 * LANES <= query.length; i += 2 * LANES) {
      even = of(rows, at + i).fma(of(query, i), even);
      odd = of(rows, at + i + LANES).fma(of(query, i + LANES), odd);
    }
    float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
    for (; i < query.length; i++) {
      sum += rows[at + i] * query[i];
    }
    return sum;
  }

  /// Sum of the absolute differences.
  static float differences(float[] rows, int at, float[] query) {
    FloatVector even = FloatVector.zero(SPECIES);
    FloatVector odd = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i + 2 * LANES <= query.length; i += 2 * LANES) {
      even = even.add(minus(rows, at, query, i).abs());
      odd = odd.add(minus(rows, at, query, i + LANES).abs());
    }
    float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
    for (; i < query.length; i++) {
      sum += Math.abs(rows[at + i] - query[i]);
    }
    return sum;
  }

  private static FloatVector minus(float[] rows, int at, float[] query, int i) {
    return of(rows, at + i).sub(of(query, i));
  }

  private static FloatVector of(float[] values, int at) {
    return FloatVector.fromArray(SPECIES, values, at);
  }
}
