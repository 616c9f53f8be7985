package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Outcome.Result;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.TextTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// The figures as text, each beside its baseline and its ceiling.
public final class ResultTable {
  private ResultTable() {}

  public static List<String> lines(Outcome outcome, String unit, int width) {
    TextTable table =
        new TextTable()
            .left("contender", "role")
            .right("median " + unit, "least", "most", "spread", "x baseline", "of ceiling", "took");
    List<String> figures =
        outcome.results().stream()
            .flatMap(result -> result.figures().keySet().stream())
            .distinct()
            .sorted()
            .toList();
    figures.forEach(name -> table.right(Figures.title(name)));
    for (Result result : outcome.results()) {
      List<String> cells = new ArrayList<>();
      Collections.addAll(
          cells,
          result.contender(),
          result.role().name().toLowerCase(Locale.ROOT),
          Amounts.perSecond(result.median()),
          Amounts.perSecond(result.least()),
          Amounts.perSecond(result.most()),
          String.format(Locale.ROOT, "%.1f %%", result.spread() * 100),
          Double.isNaN(result.ofBaseline())
              ? "-"
              : String.format(Locale.ROOT, "%.2f", result.ofBaseline()),
          String.format(Locale.ROOT, "%.0f %%", result.ofCeiling() * 100),
          Amounts.duration(Duration.ofNanos(Math.round(result.medianSeconds() * 1e9))));
      figures.forEach(name -> cells.add(Figures.text(name, result.figures().get(name))));
      table.row(cells.toArray(String[]::new));
    }
    return table.lines(width);
  }
}
