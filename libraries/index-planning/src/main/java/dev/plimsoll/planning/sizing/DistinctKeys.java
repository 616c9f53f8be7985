package dev.plimsoll.planning.sizing;

import dev.plimsoll.postgres.catalog.IndexSample.KeyClass;
import java.util.List;

/// An estimate of a table's distinct keys from a sample of its pages.
///
/// A page brings all its rows, and equal keys often lie together, so pairs of a key and a page are
/// sampled. The estimators are those of Haas and Stokes for rows: Duj1, as in ANALYZE, assumes
/// equal frequencies; Duj2 corrects for their variation, and is solved here for the number that it
/// contains itself.
///
/// Source: Haas and Stokes, "Estimating the Number of Classes in a Finite Population" (1998);
/// Charikar and others, "Towards Estimation Error Guarantees for Distinct Values" (2000), for the
/// most there can be; `compute_distinct_stats` in `analyze.c`.
///
/// @param low hardly fewer
/// @param scattered whether their frequencies differ
record DistinctKeys(double low, double expected, double high, boolean scattered) {
  private static final double LESS = 0.85;
  private static final double MORE = 1.1;
  private static final double DIFFERENT = 0.05;

  /// @param keys seen on fewer than 16 pages each
  /// @param fraction of the pages that were read, above 0 and below 1
  /// @param rows of these keys in the whole table
  static DistinctKeys of(List<KeyClass> keys, double fraction, double rows) {
    double seen = 0;
    double pairs = 0;
    double once = 0;
    double again = 0;
    for (KeyClass some : keys) {
      seen += some.values();
      pairs += some.pages();
      once += some.seen() == 1 ? some.values() : 0;
      again += (double) some.seen() * (some.seen() - 1) * some.values();
    }
    if (seen == 0) {
      return new DistinctKeys(0, 0, 0, false);
    }
    double most = Math.min(rows, seen - once + once / fraction);
    double even = Math.min(most, pairs * seen / (pairs - once + once * fraction));
    double ceiling = Math.sqrt(even * most);
    double expected =
        Math.clamp(uneven(seen, pairs, once, again, fraction, ceiling), even, ceiling);
    double differing = expected / (pairs * pairs) * again + expected * fraction / pairs - 1;
    return new DistinctKeys(
        Math.max(Math.min(seen, expected), LESS * even),
        expected,
        Math.min(most, Math.max(MORE * expected, ceiling)),
        differing > DIFFERENT);
  }

  /// Duj2 is (seen + weight · v(D)) / share; v(D), the squared variation of the frequencies, is
  /// linear in D.
  private static double uneven(
      double seen, double pairs, double once, double again, double fraction, double ceiling) {
    double share = 1 - (1 - fraction) * once / pairs;
    double weight = -once * (1 - fraction) * Math.log1p(-fraction) / fraction;
    double slope = again / (pairs * pairs) + fraction / pairs;
    double divisor = share - weight * slope;
    return divisor <= 0 ? ceiling : (seen - weight) / divisor;
  }
}
