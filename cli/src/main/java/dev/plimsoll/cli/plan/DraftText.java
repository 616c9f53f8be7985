package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.plan.PlanDiff;
import dev.plimsoll.contracts.plan.PlanDiff.Change;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlanView.Alternative;
import dev.plimsoll.contracts.plan.PlanView.Prediction;
import dev.plimsoll.contracts.plan.PlanView.Totals;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Text of a plan for a registered database.
public final class DraftText {
  private DraftText() {}

  /// @param diff null where it is not shown
  /// @param compare with the other strategies
  public static List<String> lines(
      PlanView plan, @Nullable PlanDiff diff, boolean compare, int width) {
    Details lines = Details.of();
    lines.line(
        "plan of %s, %s, arranged by %s"
            .formatted(plan.database(), Words.state(plan.rawState()), plan.strategy()));
    lines.line("hash %s".formatted(plan.hash()));
    lines.line("");
    if (plan.builds().isEmpty()) {
      lines.line(PlanTable.nothing(plan.findings().refused().size()));
    } else {
      builds(plan, lines, width);
    }
    if (compare) {
      alternatives(plan, lines);
    }
    lines.section("Why", PlanTable.reasons(plan.builds()));
    PlanTable.findings(plan.findings(), List.of(), lines);
    if (diff != null) {
      diff(diff, lines);
    }
    return lines.lines();
  }

  private static void builds(PlanView plan, Details lines, int width) {
    Prediction prediction = plan.prediction();
    lines.lines(PlanTable.lines(plan.builds(), prediction, width));
    if (prediction.totals() != null) {
      totals(prediction.totals(), lines);
    }
    lines.line(
        prediction.errorPercent() < 0
            ? "no build has ended here yet, so the times rest on assumed costs:"
                + " ./plimsoll db pilot measures them"
            : String.format(
                Locale.ROOT,
                "the last builds here took %.0f %% more or less than predicted (median)",
                prediction.errorPercent()));
    if (prediction.window() != null) {
      int refused = plan.findings().refused().size();
      lines.line(PlanTable.window(prediction.window(), prediction, refused));
    }
  }

  private static void totals(Totals totals, Details lines) {
    lines.line(
        "indexes %s, WAL %s, %s of CPU time"
            .formatted(
                Amounts.bytes(totals.indexBytes()),
                Amounts.bytes(totals.walBytes()),
                Amounts.millis(totals.cpuMillis())));
    lines.line(
        "at the busiest moment %s of memory, %s of temporary files, %s"
            .formatted(
                Amounts.bytes(totals.peakMemoryBytes()),
                Amounts.bytes(totals.peakTemporaryBytes()),
                Amounts.count(totals.peakWorkers(), "parallel worker")));
  }

  private static void alternatives(PlanView plan, Details lines) {
    List<Alternative> others = plan.prediction().alternatives();
    lines.line("");
    if (others.isEmpty()) {
      lines.line("No other strategy was compared.");
      return;
    }
    lines.lines(
        new RowTable<Alternative>()
            .left("STRATEGY", Alternative::strategy)
            .right("TIME", alternative -> Amounts.millis(alternative.makespanMillis()))
            .right(
                "x BOUND", alternative -> String.format(Locale.ROOT, "%.2f", alternative.ofBound()))
            .lines(others, Integer.MAX_VALUE));
  }

  private static void diff(PlanDiff diff, Details lines) {
    if (diff.before() == null) {
      lines.line("");
      lines.line("There is no plan before this one.");
    } else if (diff.changes().isEmpty()) {
      lines.line("");
      lines.line("Nothing is other than in the plan before.");
    } else {
      lines.section(
          "Against the plan before", diff.changes().stream().map(DraftText::change).toList());
    }
  }

  private static String change(Change change) {
    String sign =
        switch (change.kind()) {
          case ADDED -> "+";
          case REMOVED -> "-";
          case CHANGED -> "~";
          case null -> "?";
        };
    String what = change.what().isEmpty() ? "" : ": " + String.join("; ", change.what());
    return "%s %s %s%s".formatted(sign, change.table(), change.definition(), what);
  }
}
