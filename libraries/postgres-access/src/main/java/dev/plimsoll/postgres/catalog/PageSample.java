package dev.plimsoll.postgres.catalog;

import dev.plimsoll.postgres.sql.Identifiers;
import java.util.Locale;

/// Sample of a table's pages, the same ones each time.
///
/// @param pages of the whole heap; at least 1
/// @param percent of them that are read; 100 is all
record PageSample(TableFacts table, long pages, double percent) {
  static final double USUAL_PAGES = 1_000;
  private static final int PAGE_BYTES = 8_192;

  static PageSample of(TableFacts table, double wanted) {
    long pages = Math.max(1, table.heapBytes() / PAGE_BYTES);
    return new PageSample(table, pages, Math.min(100, wanted * 100 / pages));
  }

  /// SQL of a row's page; a constant where all are read, since computing it costs more than the
  /// row.
  String page() {
    return isWhole() ? "0::float8" : "(ctid::text::point)[0]";
  }

  boolean isWhole() {
    return percent == 100;
  }

  /// Share of the pages that were read, from the number of those with rows. Pages are sampled at
  /// random; where fewer have rows than chance explains, the others are taken to be empty.
  double fraction(long withRows) {
    if (isWhole()) {
      return 1;
    }
    double share = percent / 100;
    double expected = pages * share;
    double chance = 2 * Math.sqrt(expected * (1 - share));
    return Math.min(1, Math.max(1, withRows < expected - chance ? expected : withRows) / pages);
  }

  String from() {
    return "ONLY %s TABLESAMPLE SYSTEM (%s) REPEATABLE (1)"
        .formatted(Identifiers.quote(table.name()), String.format(Locale.ROOT, "%.6f", percent));
  }
}
