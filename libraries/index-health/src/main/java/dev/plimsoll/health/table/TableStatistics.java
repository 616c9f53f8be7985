package dev.plimsoll.health.table;

import static dev.plimsoll.health.finding.FindingText.count;

import dev.plimsoll.health.facts.ColumnHealth.FullList;
import dev.plimsoll.health.facts.ColumnHealth.Widths;
import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.facts.VacuumSettings;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Statistics that are missing, stale or too coarse.
public final class TableStatistics {
  private static final String ANALYZE_COST =
      "reads a sample of the table beside all others; plans may change";
  private static final int MOST_NAMED = 5;
  private static final long LARGE_TABLE = 100_000;
  private static final int HIGHEST_TARGET = 10_000;
  // A list that ends with a value so much more frequent than the rest was cut, not complete.
  private static final double CUT = 3;
  private static final double LEAST_REST = 0.1;

  private TableStatistics() {}

  /// Columns that were never analysed.
  ///
  /// @param rows partitions included
  public static @Nullable HealthFinding missing(
      TableHealth table, long rows, Widths widths, Thresholds thresholds) {
    if (widths.missing().isEmpty() || rows < thresholds.smallRows()) {
      return null;
    }
    boolean all = widths.analyzed() == 0;
    String partitioned =
        table.hasStorage() ? "" : "; autovacuum never analyses a partitioned table itself";
    String rationale =
        all
            ? "%s was never analysed%s: its %s rows are planned by guesses."
                .formatted(table.name(), partitioned, count(rows))
            : "%s of %s were never analysed: conditions on them are planned by guesses."
                .formatted(named(widths.missing()), table.name());
    return HealthFinding.of(
            FindingCode.STATISTICS_MISSING,
            all
                ? new HealthSubject.OfTable(table.name())
                : new HealthSubject.OfColumns(table.name(), widths.missing()),
            rows >= LARGE_TABLE ? 2 : 3,
            rationale)
        .with("rows", rows)
        .with("columns_without_statistics", widths.missing().size())
        .costing(ANALYZE_COST)
        .mendedBy("ANALYZE " + Identifiers.quote(table.name()));
  }

  private static String named(List<String> columns) {
    return columns.size() <= MOST_NAMED
        ? String.join(", ", columns)
        : String.join(", ", columns.subList(0, MOST_NAMED))
            + " and %d more columns".formatted(columns.size() - MOST_NAMED);
  }

  /// Far more changed rows than autovacuum analyses at.
  public static @Nullable HealthFinding stale(
      TableHealth table, Widths widths, VacuumSettings settings, Thresholds thresholds) {
    double threshold = settings.analyzeThreshold(table);
    long modified = table.activity().modifiedSinceAnalyze();
    boolean analyzed = widths.analyzed() > 0;
    if (!table.hasStorage()
        || !analyzed
        || table.rows() < thresholds.smallRows()
        || modified <= thresholds.lag() * threshold) {
      return null;
    }
    double share = (double) modified / Math.max(1, table.rows());
    String rationale =
        "%s rows of %s have changed since it was analysed; autovacuum does it at %s%s."
            .formatted(
                count(modified),
                table.name(),
                count(threshold),
                table.isOff("autovacuum_enabled")
                    ? ", but is disabled for this table"
                    : settings.isOn("autovacuum") ? "" : ", but is off");
    return HealthFinding.of(
            FindingCode.STATISTICS_STALE,
            new HealthSubject.OfTable(table.name()),
            share >= 1 ? 2 : share >= 0.3 ? 3 : 4,
            rationale)
        .with("modified_rows", modified)
        .with("analyze_threshold_rows", threshold)
        .with("rows", table.rows())
        .costing(ANALYZE_COST)
        .mendedBy("ANALYZE " + Identifiers.quote(table.name()));
  }

  /// A list of common values that was cut: its last value is still far more frequent than those
  /// beyond it are taken to be.
  public static @Nullable HealthFinding target(
      TableHealth table, FullList list, Thresholds thresholds) {
    double others = list.distinct() - list.listed();
    double taken = others <= 0 ? 0 : list.rest() / others;
    if (table.rows() < thresholds.smallRows()
        || list.rest() < LEAST_REST
        || list.target() >= HIGHEST_TARGET
        || list.rarest() < CUT * taken) {
      return null;
    }
    int target = (int) Math.min(HIGHEST_TARGET, 10L * Math.max(list.target(), 10));
    String rationale =
        String.format(
            Locale.ROOT,
            "the list of common values of %s.%s ends at its target of %d, with a value that is %.0f"
                + " times as frequent as the %s others are taken to be.",
            table.name(),
            list.column(),
            list.target(),
            list.rarest() / Math.max(1e-12, taken),
            count(others));
    return HealthFinding.of(
            FindingCode.STATISTICS_TARGET_LOW,
            new HealthSubject.OfColumns(table.name(), List.of(list.column())),
            4,
            rationale)
        .with("statistics_target", list.target())
        .with("distinct_values", list.distinct())
        .with("rest_share", list.rest())
        .costing("ANALYZE samples 300 rows for each unit of the target; plans take a little longer")
        .mendedBy(
            "ALTER TABLE %s ALTER COLUMN %s SET STATISTICS %d"
                .formatted(
                    Identifiers.quote(table.name()), Identifiers.quote(list.column()), target),
            "ANALYZE %s (%s)"
                .formatted(Identifiers.quote(table.name()), Identifiers.quote(list.column())));
  }
}
