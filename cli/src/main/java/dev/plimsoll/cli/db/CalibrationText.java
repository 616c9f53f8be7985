package dev.plimsoll.cli.db;

import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.contracts.plan.CalibrationView;
import dev.plimsoll.contracts.plan.CalibrationView.KeyCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a build costs, for people.
final class CalibrationText {
  private CalibrationText() {}

  static List<String> lines(CalibrationView view) {
    List<String> lines = new ArrayList<>();
    lines.add(
        view.errorPercent() < 0
            ? view.database() + ": no build has ended yet, so no prediction was put to the test"
            : String.format(
                Locale.ROOT,
                "%s: the last builds took %.1f %% more or less than predicted (median)",
                view.database(),
                view.errorPercent()));
    lines.add(
        String.format(
            Locale.ROOT, "a build costs %.1f ms beside what its rows cost", view.fixedMillis()));
    if (view.costs().isEmpty()) {
      return lines;
    }
    TextTable table =
        new TextTable()
            .left("KEYS")
            .right("SORT us/row", "LOAD us/row", "VALIDATION us/row", "LEARNED FROM");
    for (KeyCost cost : view.costs()) {
      table.row(
          cost.keys(),
          micros(cost.sortMicros()),
          micros(cost.serialMicros()),
          micros(cost.validationMicros()),
          cost.observations() == 0 ? "assumed" : Integer.toString(cost.observations()));
    }
    lines.add("");
    lines.addAll(table.lines(Integer.MAX_VALUE));
    return lines;
  }

  private static String micros(double micros) {
    return String.format(Locale.ROOT, "%.3f", micros);
  }
}
