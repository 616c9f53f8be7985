package dev.plimsoll.cli.db;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.contracts.plan.LoadLineView;
import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.contracts.plan.LoadLineView.Limit;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A load line, for people.
final class LoadLineText {
  private LoadLineText() {}

  static List<String> lines(LoadLineView view) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "load line of %s at %s%s"
            .formatted(
                view.database(),
                view.at().truncatedTo(ChronoUnit.SECONDS),
                view.paused() ? ", PAUSED" : ""));
    lines.add("");
    TextTable table = new TextTable().left("LIMIT").right("OF", "USED", "", "PEAK TO COME");
    for (Limit limit : view.limits()) {
      boolean unlimited = limit.limit() == 0;
      table.row(
          limit.name(),
          unlimited ? "no limit" : amount(limit.limit(), limit.unit()),
          amount(limit.used(), limit.unit()),
          unlimited ? "" : Amounts.percent(limit.used() / (double) limit.limit()) + " %",
          amount(limit.peakToCome(), limit.unit()));
    }
    lines.addAll(table.lines(Integer.MAX_VALUE));
    lines.add("");
    for (Admission admission : view.admission()) {
      lines.add(
          "%-7s  %s: %s"
              .formatted(
                  admission.rawVerdict().toString().toLowerCase(Locale.ROOT),
                  Printable.line(admission.name()),
                  Printable.line(admission.detail())));
    }
    return lines;
  }

  private static String amount(long value, String unit) {
    return switch (unit) {
      case "bytes" -> Amounts.bytes(value);
      case "bytes per second" -> Amounts.bytes(value) + "/s";
      case "millicores" -> String.format(Locale.ROOT, "%.1f", value / 1_000.0);
      default -> Amounts.count(value);
    };
  }
}
