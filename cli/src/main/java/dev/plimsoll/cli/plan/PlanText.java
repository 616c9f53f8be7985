package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.plan.OwnPlan.Answer;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.plan.PlanView.Prediction;
import dev.plimsoll.contracts.plan.PlanView.Totals;
import java.util.List;

/// Text of a plan for an unregistered database.
public final class PlanText {
  private PlanText() {}

  public static List<String> lines(Answer plan, int width) {
    Details lines = Details.of();
    lines.line(
        "%s (PostgreSQL %s), read only"
            .formatted(Printable.line(plan.database()), Printable.line(plan.server())));
    lines.line(
        "load line: %d cores, %s for builds, %d parallel workers"
            .formatted(
                plan.capacity().cores(),
                Amounts.bytes(plan.capacity().memoryBytes()),
                plan.capacity().parallelWorkers()));
    lines.line("");
    Prediction prediction = plan.prediction();
    Totals totals = prediction.totals();
    int refused = plan.findings().refused().size();
    if (plan.builds().isEmpty() || totals == null) {
      lines.line(PlanTable.nothing(refused));
    } else {
      lines.lines(PlanTable.lines(plan.builds(), prediction, width));
      lines.line(
          "indexes %s (at most %s), temporary files at most %s, WAL %s"
              .formatted(
                  Amounts.bytes(totals.indexBytes()),
                  Amounts.bytes(totals.mostIndexBytes()),
                  Amounts.bytes(totals.peakTemporaryBytes()),
                  Amounts.bytes(totals.walBytes())));
      if (prediction.window() != null) {
        lines.line(PlanTable.window(prediction.window(), prediction, refused));
      }
      lines.section("Why", PlanTable.reasons(plan.builds()));
    }
    PlanTable.findings(plan.findings(), plan.guesses(), lines);
    return lines.lines();
  }
}
