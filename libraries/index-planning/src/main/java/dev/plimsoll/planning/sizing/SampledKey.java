package dev.plimsoll.planning.sizing;

import dev.plimsoll.postgres.catalog.IndexSample;
import dev.plimsoll.postgres.catalog.IndexSample.KeyClass;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The content of an index, scaled from a sample of its table's pages.
///
/// @param low fewest keys
/// @param high most keys
record SampledKey(
    double rows,
    double fewestRows,
    double mostRows,
    List<Stratum> low,
    List<Stratum> expected,
    List<Stratum> high) {
  // Keys on so many pages are known well enough.
  private static final int COMMON = 10;
  private static final double EXACT = 0.01;
  // The error by the choice of pages.
  private static final double OF_PAGES = 2.5;

  static SampledKey of(IndexSample sample, double tableRows) {
    long seen = sample.pages().rows();
    double share = seen == 0 ? 0 : (double) sample.matching() / seen;
    double rows = tableRows * share;
    double doubt = doubt(sample);
    double most =
        sample.matching() == 0 && !sample.isWhole()
            ? tableRows * 3 / Math.max(3, seen)
            : rows * (1 + doubt);
    double scale = sample.matching() == 0 ? 0 : rows / sample.matching();
    if (sample.keys().isEmpty()) {
      List<Stratum> unique = unique(sample, scale);
      return new SampledKey(rows, rows / (1 + doubt), most, unique, unique, unique);
    }
    List<Stratum> common = new ArrayList<>();
    List<KeyClass> rare = new ArrayList<>();
    for (KeyClass some : sample.keys()) {
      double bytes = some.bytes() / Math.max(1, some.rows());
      if (sample.isWhole() || some.seen() >= COMMON) {
        common.add(new Stratum(some.rows() * scale, some.values(), bytes, false));
      } else {
        rare.add(some);
      }
    }
    if (rare.isEmpty()) {
      return new SampledKey(rows, rows / (1 + doubt), most, common, common, common);
    }
    double seenRows = rare.stream().mapToLong(KeyClass::rows).sum();
    double bytes = rare.stream().mapToDouble(KeyClass::bytes).sum() / seenRows;
    DistinctKeys keys = DistinctKeys.of(rare, sample.pages().fraction(), seenRows * scale);
    Stratum others = new Stratum(seenRows * scale, keys.expected(), bytes, keys.scattered());
    return new SampledKey(
        rows,
        rows / (1 + doubt),
        most,
        with(common, others.withValues(keys.low())),
        with(common, others),
        with(common, others.withValues(keys.high())));
  }

  private static List<Stratum> unique(IndexSample sample, double scale) {
    List<Stratum> strata = new ArrayList<>();
    for (IndexSample.Tuples tuples : List.of(sample.full(), sample.holed())) {
      if (tuples.rows() > 0) {
        strata.add(Stratum.unique(tuples.rows() * scale, tuples.meanBytes()));
      }
    }
    return strata;
  }

  private static List<Stratum> with(List<Stratum> some, Stratum another) {
    return Stream.concat(some.stream(), Stream.of(another)).toList();
  }

  private static double doubt(IndexSample sample) {
    IndexSample.Pages pages = sample.pages();
    double chance = Math.sqrt((1 - pages.fraction()) / Math.max(1, pages.filled()));
    return EXACT + OF_PAGES * sample.variation() * chance;
  }

  double values() {
    return expected.stream().mapToDouble(Stratum::values).sum();
  }
}
