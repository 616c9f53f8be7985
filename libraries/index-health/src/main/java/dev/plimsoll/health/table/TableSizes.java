package dev.plimsoll.health.table;

import static dev.plimsoll.health.finding.FindingText.bytes;
import static dev.plimsoll.health.finding.FindingText.percent;

import dev.plimsoll.health.facts.ColumnHealth.Widths;
import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tables whose pages are far more than their rows need, by the columns' average widths: an
/// estimate.
///
/// Source: `heap_form_tuple` (header of 23 bytes and a NULL bitmap, MAXALIGNed) and `bufpage.h`
/// (page header of 24 bytes, line pointers of 4).
public final class TableSizes {
  private static final int PAGE_BYTES = 8_192;
  private static final int PAGE_SPACE = PAGE_BYTES - 24;
  private static final int HEADER = 23;
  private static final int LINE_POINTER = 4;
  private static final int MAXALIGN = 8;
  // Gaps of alignment before a column, at most.
  private static final double GAP = 3;
  private static final long LARGE = 1L << 30;

  private TableSizes() {}

  public static @Nullable HealthFinding judge(
      TableHealth table, Widths widths, Thresholds thresholds) {
    long bytes = table.size().bytes();
    boolean known = widths.analyzed() > 0 && widths.missing().isEmpty();
    if (!table.hasStorage() || !known || bytes < thresholds.leastBytes()) {
      return null;
    }
    long expected = expectedBytes(table.rows(), widths, fillfactor(table));
    long gain = bytes - expected;
    if (bytes <= thresholds.bloat() * expected || gain < thresholds.leastBytes()) {
      return null;
    }
    double dead =
        (double) table.activity().dead() / Math.max(1, table.rows() + table.activity().dead());
    String rationale =
        String.format(
            Locale.ROOT,
            "%s takes %s where its rows need about %s (an estimate by average widths); %s of its"
                + " rows are dead.",
            table.name(),
            bytes(bytes),
            bytes(expected),
            percent(dead));
    return HealthFinding.of(
            FindingCode.TABLE_BLOATED,
            new HealthSubject.OfTable(table.name()),
            gain >= LARGE ? 3 : 4,
            rationale)
        .with("table_bytes", bytes)
        .with("expected_bytes", expected)
        .with("live_rows", table.rows())
        .with("dead_rows", table.activity().dead())
        .gaining(gain)
        .costing(
            "VACUUM blocks nobody and makes the space usable again, but seldom gives it back;"
                + " VACUUM (FULL) does, under ACCESS EXCLUSIVE for the whole copy")
        .mendedBy("VACUUM (ANALYZE) " + Identifiers.quote(table.name()));
  }

  /// With the largest gaps of alignment, so rather too much.
  static long expectedBytes(long rows, Widths widths, double fillfactor) {
    int bitmap = widths.nulls() ? (widths.columns() + 7) / 8 : 0;
    double header = aligned(HEADER + bitmap);
    double tuple = aligned(header + widths.bytes() + GAP * widths.columns()) + LINE_POINTER;
    double perPage = Math.max(1, Math.floor(PAGE_SPACE * fillfactor / 100 / tuple));
    return (long) Math.ceil(rows / perPage) * PAGE_BYTES;
  }

  private static double aligned(double bytes) {
    return Math.ceil(bytes / MAXALIGN) * MAXALIGN;
  }

  private static double fillfactor(TableHealth table) {
    double own = table.option("fillfactor");
    return Double.isNaN(own) ? 100 : Math.clamp(own, 10, 100);
  }
}
