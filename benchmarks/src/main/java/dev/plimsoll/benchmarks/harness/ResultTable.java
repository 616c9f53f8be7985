package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Outcome.Result;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.cli.text.TextTable.Align;
import java.util.List;
import java.util.Locale;

/// The figures as text, each beside its baseline and its ceiling.
public final class ResultTable {
  private ResultTable() {}

  public static List<String> lines(Outcome outcome, String unit, int width) {
    TextTable table =
        new TextTable()
            .column("contender", Align.LEFT)
            .column("role", Align.LEFT)
            .column("median " + unit, Align.RIGHT)
            .column("least", Align.RIGHT)
            .column("most", Align.RIGHT)
            .column("spread", Align.RIGHT)
            .column("x baseline", Align.RIGHT)
            .column("of ceiling", Align.RIGHT);
    for (Result result : outcome.results()) {
      table.row(
          result.contender(),
          result.role().name().toLowerCase(Locale.ROOT),
          Amounts.perSecond(result.median()),
          Amounts.perSecond(result.least()),
          Amounts.perSecond(result.most()),
          String.format(Locale.ROOT, "%.1f %%", result.spread() * 100),
          String.format(Locale.ROOT, "%.2f", result.ofBaseline()),
          String.format(Locale.ROOT, "%.0f %%", result.ofCeiling() * 100));
    }
    return table.lines(width);
  }
}
