package dev.plimsoll.vectors.memory;

import dev.plimsoll.contracts.search.Distance;

/// How far a score in `float` may be from the true one: `relative` times it, and `absolute`.
///
/// A sum of n terms in any order is off by at most γ(n) = nu / (1 - nu) of the sum of their
/// absolute values, u = 2^-24. Squares and absolute differences are never negative, so that is
/// relative; of products it is absolute, at most γ(n) of the product of the norms.
///
/// Source: Higham, Accuracy and Stability of Numerical Algorithms, 3.1 and 4.2.
record ScoreError(double relative, double absolute) {
  private static final double UNIT = 0x1p-24;

  /// Beyond these, sums could leave the range of a `float` on their way, or lose their digits below
  /// its least.
  private static final double GREATEST_NORM = 1e18;

  private static final double LEAST_NORM = 1e-15;

  static final ScoreError NONE = new ScoreError(0, 0);

  // The terms' own roundings, the two norms' of a cosine, and those of the double that it is held
  // against.
  private static final int BESIDE_THE_SUM = 16;

  /// @param norm greatest of the vectors that are searched
  /// @param searched norm of the searched one
  static ScoreError of(Distance distance, int dimensions, double norm, double searched) {
    double terms = dimensions + BESIDE_THE_SUM;
    double share = terms * UNIT / (1 - terms * UNIT);
    double underflow = terms * Float.MIN_NORMAL;
    return switch (distance) {
      case L2, L1 -> new ScoreError(share, underflow);
      case INNER_PRODUCT -> new ScoreError(0, share * norm * searched + underflow);
      case COSINE -> new ScoreError(0, share + underflow);
      // Counts below 2^24 are floats; a quotient is rounded once.
      case HAMMING -> NONE;
      case JACCARD -> new ScoreError(UNIT, 0);
    };
  }

  /// Whether scores of a vector with this norm are as near as that.
  static boolean holdsFor(double norm) {
    return norm >= LEAST_NORM && norm <= GREATEST_NORM;
  }

  /// The greatest score of a row that can be among the k nearest, where k rows have scores up to
  /// this one.
  float reach(float kth) {
    double most = (kth + Math.abs(kth) * 2 * relative + absolute) / (1 - relative);
    return Math.nextUp((float) (most + Math.abs(most) * relative + absolute));
  }
}
