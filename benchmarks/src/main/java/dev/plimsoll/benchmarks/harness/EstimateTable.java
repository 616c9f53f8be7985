package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Setup.Estimate;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.TextTable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Predictions as text, each beside what came of it and what a rule of thumb says.
public final class EstimateTable {
  private EstimateTable() {}

  public static List<String> lines(List<Estimate> estimates, int width) {
    TextTable table =
        new TextTable().left("of", "what").right("predicted", "actual", "error", "seed's rule");
    for (Estimate estimate : estimates) {
      table.row(
          estimate.subject(),
          estimate.quantity(),
          amount(estimate, estimate.predicted()),
          amount(estimate, estimate.actual()),
          percent(estimate.error()),
          percent(estimate.baselineError()));
    }
    return table.lines(width);
  }

  static String amount(Estimate estimate, double value) {
    return estimate.unit().equals("bytes")
        ? Amounts.bytes(Math.round(value))
        : Amounts.duration(Duration.ofMillis(Math.round(value)));
  }

  static String percent(double error) {
    return Double.isNaN(error) ? "-" : String.format(Locale.ROOT, "%+.1f %%", error * 100);
  }
}
