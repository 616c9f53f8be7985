package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.plan.OwnPlan.Answer;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Printable;
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
    if (plan.builds().isEmpty()) {
      lines.line(PlanTable.nothing(plan.refused().size()));
    } else {
      lines.lines(
          PlanTable.lines(
              plan.builds(),
              plan.makespanMillis(),
              plan.lowerBoundMillis(),
              plan.boundBy(),
              width));
      lines.line(
          "indexes %s (at most %s), temporary files at most %s, WAL %s"
              .formatted(
                  Amounts.bytes(plan.indexBytes()),
                  Amounts.bytes(plan.mostIndexBytes()),
                  Amounts.bytes(plan.temporaryBytes()),
                  Amounts.bytes(plan.walBytes())));
      if (plan.window() != null) {
        lines.line(PlanTable.window(plan.window(), plan.makespanMillis(), plan.refused().size()));
      }
      lines.section("Why", PlanTable.reasons(plan.builds()));
    }
    lines.section("Cannot be built", plan.refused());
    lines.section("There already", plan.satisfied());
    lines.section("Guessed from statistics, to be verified first", plan.guesses());
    lines.section("Warnings", plan.warnings());
    return lines.lines();
  }
}
