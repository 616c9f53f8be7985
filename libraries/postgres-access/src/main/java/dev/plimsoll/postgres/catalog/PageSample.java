package dev.plimsoll.postgres.catalog;

import dev.plimsoll.postgres.sql.Identifiers;
import java.util.Locale;

/// About 1,000 pages of a table, the same ones each time.
///
/// @param pages of the whole heap; at least 1
/// @param percent of them that are read; 100 is all
record PageSample(TableFacts table, long pages, double percent) {
  private static final double SAMPLE_PAGES = 1_000;
  private static final int PAGE_BYTES = 8_192;

  static PageSample of(TableFacts table) {
    long pages = Math.max(1, table.heapBytes() / PAGE_BYTES);
    return new PageSample(table, pages, Math.min(100, SAMPLE_PAGES * 100 / pages));
  }

  boolean isWhole() {
    return percent == 100;
  }

  /// What stands behind FROM.
  String from() {
    return "ONLY %s TABLESAMPLE SYSTEM (%s) REPEATABLE (1)"
        .formatted(Identifiers.quote(table.name()), String.format(Locale.ROOT, "%.6f", percent));
  }
}
