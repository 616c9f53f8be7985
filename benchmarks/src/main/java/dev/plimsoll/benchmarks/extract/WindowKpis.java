package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.cli.text.TextTable;
import java.util.List;
import java.util.Locale;

/// The case of id windows in the figures it counted by, each strategy beside `fixed`.
final class WindowKpis {
  private static final int WIDTH = 200;

  private WindowKpis() {}

  /// @param ways in the order of their lines
  static List<String> lines(Outcome outcome, List<RacedStrategy> ways) {
    Figure figure = new Figure(outcome);
    String group = TableShape.SEED_ONE.title();
    TextTable table =
        new TextTable()
            .left("seed 1's case")
            .right(
                "queries",
                "empty",
                "queries_saved",
                "efficiency_gain_percent",
                "files",
                "files_consolidated",
                "seconds",
                "time_saved_minutes");
    double queries = figure.of(group, RacedStrategy.FIXED, ExtractRun.QUERIES);
    double files = figure.of(group, RacedStrategy.FIXED, ExtractRun.FILES);
    double seconds = figure.seconds(group, RacedStrategy.FIXED);
    for (RacedStrategy way : ways) {
      double asked = figure.of(group, way, ExtractRun.QUERIES);
      double written = figure.of(group, way, ExtractRun.FILES);
      double took = figure.seconds(group, way);
      table.row(
          way.label(),
          number("%.0f", asked),
          number("%.0f", figure.of(group, way, ExtractRun.EMPTY_QUERIES)),
          number("%.0f", queries - asked),
          number("%.1f", 100 * (queries - asked) / queries),
          number("%.0f", written),
          number("%.0f", files - written),
          number("%.2f", took),
          number("%.2f", (seconds - took) / 60));
    }
    return table.lines(WIDTH);
  }

  private static String number(String form, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, form, value);
  }
}
