package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.plan.OwnPlan.Answer;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import java.util.ArrayList;
import java.util.List;

/// A plan for a database of one's own, for people.
public final class PlanText {
  private PlanText() {}

  /// @param width of the terminal in characters
  public static List<String> lines(Answer plan, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s (PostgreSQL %s), read only"
            .formatted(Printable.line(plan.database()), Printable.line(plan.server())));
    lines.add(
        "load line: %d cores, %s for builds, %d parallel workers"
            .formatted(
                plan.capacity().cores(),
                Amounts.bytes(plan.capacity().memoryBytes()),
                plan.capacity().parallelWorkers()));
    lines.add("");
    if (plan.builds().isEmpty()) {
      lines.add(PlanTable.nothing(plan.refused().size()));
    } else {
      lines.addAll(
          PlanTable.lines(
              plan.builds(),
              plan.makespanMillis(),
              plan.lowerBoundMillis(),
              plan.boundBy(),
              width));
      lines.add(
          "indexes %s (at most %s), temporary files at most %s, WAL %s"
              .formatted(
                  Amounts.bytes(plan.indexBytes()),
                  Amounts.bytes(plan.mostIndexBytes()),
                  Amounts.bytes(plan.temporaryBytes()),
                  Amounts.bytes(plan.walBytes())));
      if (plan.window() != null) {
        lines.add(PlanTable.window(plan.window(), plan.makespanMillis(), plan.refused().size()));
      }
      PlanTable.section("Why", PlanTable.reasons(plan.builds()), lines);
    }
    PlanTable.section("Cannot be built", plan.refused(), lines);
    PlanTable.section("There already", plan.satisfied(), lines);
    PlanTable.section("Guessed from statistics, to be verified first", plan.guesses(), lines);
    PlanTable.section("Warnings", plan.warnings(), lines);
    return lines;
  }
}
