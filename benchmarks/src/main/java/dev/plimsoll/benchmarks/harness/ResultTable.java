package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Outcome.Result;
import dev.plimsoll.benchmarks.harness.Setup.Estimate;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.TextTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Results as a table of text.
public final class ResultTable {
  private ResultTable() {}

  public static List<String> lines(Outcome outcome, String unit, int width) {
    TextTable table =
        new TextTable()
            .left("contender", "role")
            .right("median " + unit, "least", "most", "spread", "x baseline", "of ceiling", "took");
    List<String> figures = Figures.names(outcome.results());
    figures.forEach(name -> table.right(Figures.title(name)));
    for (Result result : outcome.results()) {
      List<String> cells = new ArrayList<>();
      Collections.addAll(
          cells,
          result.contender(),
          result.role().name().toLowerCase(Locale.ROOT),
          Amounts.perSecond(result.median()),
          Amounts.perSecond(result.rates().least()),
          Amounts.perSecond(result.rates().most()),
          String.format(Locale.ROOT, "%.1f %%", result.rates().spread() * 100),
          Figures.times(result.ofBaseline()),
          String.format(Locale.ROOT, "%.0f %%", result.ofCeiling() * 100),
          Figures.seconds(result.medianSeconds()));
      figures.forEach(name -> cells.add(Figures.text(name, result.figures().get(name))));
      table.row(cells.toArray(String[]::new));
    }
    return table.lines(width);
  }

  public static List<String> lines(List<Estimate> estimates, int width) {
    TextTable table =
        new TextTable().left("of", "what").right("predicted", "actual", "error", "seed's rule");
    estimates.forEach(estimate -> table.row(cells(estimate)));
    return table.lines(width);
  }

  /// Row of an estimate: of, what, predicted, actual, error, seed's rule.
  static String[] cells(Estimate estimate) {
    return new String[] {
      estimate.subject(),
      estimate.quantity(),
      amount(estimate, estimate.predicted()),
      amount(estimate, estimate.actual()),
      percent(estimate.error()),
      percent(estimate.baselineError())
    };
  }

  private static String amount(Estimate estimate, double value) {
    return estimate.unit().equals("bytes")
        ? Amounts.bytes(Math.round(value))
        : Amounts.duration(Duration.ofMillis(Math.round(value)));
  }

  private static String percent(double error) {
    return Double.isNaN(error) ? "-" : String.format(Locale.ROOT, "%+.1f %%", error * 100);
  }
}
