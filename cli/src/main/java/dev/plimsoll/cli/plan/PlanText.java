package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.plan.OwnPlan.Answer;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.cli.text.TextTable.Align;
import dev.plimsoll.contracts.plan.PlannedBuild;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A plan for people.
final class PlanText {
  private static final int GANTT_WIDTH = 60;

  private PlanText() {}

  static List<String> lines(Answer plan) {
    List<String> lines = new ArrayList<>();
    lines.add("%s (PostgreSQL %s), read only".formatted(plan.database(), plan.server()));
    lines.add(
        "load line: %d cores, %s for builds, %d parallel workers"
            .formatted(
                plan.capacity().cores(),
                Amounts.bytes(plan.capacity().memoryBytes()),
                plan.capacity().parallelWorkers()));
    lines.add("");
    if (plan.builds().isEmpty()) {
      lines.add("Nothing to build.");
    } else {
      builds(plan, lines);
    }
    section("There already", plan.satisfied(), lines);
    section("Guessed from statistics, to be verified first", plan.guesses(), lines);
    section("Warnings", plan.warnings(), lines);
    return lines;
  }

  private static void builds(Answer plan, List<String> lines) {
    TextTable table =
        new TextTable()
            .column("TABLE", Align.LEFT)
            .column("BUILD", Align.LEFT)
            .column("LANE", Align.LEFT)
            .column("ROWS", Align.RIGHT)
            .column("INDEX", Align.RIGHT)
            .column("TEMP", Align.RIGHT)
            .column("MEMORY", Align.RIGHT)
            .column("WORKERS", Align.RIGHT)
            .column("TIME", Align.RIGHT);
    for (PlannedBuild build : plan.builds()) {
      table.row(
          build.table().toString(),
          build.definition().toString(),
          build.lane().value(),
          Amounts.count(build.rows()),
          Amounts.bytes(build.indexBytes()),
          Amounts.bytes(build.temporaryBytes()),
          Amounts.bytes(build.maintenanceWorkMemBytes()),
          Integer.toString(build.parallelWorkers()),
          time(build.predictedMillis()));
    }
    lines.addAll(table.lines(Integer.MAX_VALUE));
    lines.add("");
    lines.addAll(Gantt.lines(plan.builds(), plan.makespanMillis(), GANTT_WIDTH));
    lines.add("");
    double ratio = plan.makespanMillis() / (double) Math.max(1, plan.lowerBoundMillis());
    lines.add(
        String.format(
            Locale.ROOT,
            "%d builds in %s, %.2f x the lower bound of %s (%s)",
            plan.builds().size(),
            time(plan.makespanMillis()),
            ratio,
            time(plan.lowerBoundMillis()),
            plan.boundBy()));
    lines.add(
        "indexes %s, temporary files at most %s, WAL %s"
            .formatted(
                Amounts.bytes(plan.indexBytes()),
                Amounts.bytes(plan.temporaryBytes()),
                Amounts.bytes(plan.walBytes())));
    section(
        "Why",
        plan.builds().stream().map(build -> build.indexName() + ": " + build.reasoning()).toList(),
        lines);
  }

  private static void section(String title, List<String> entries, List<String> lines) {
    if (!entries.isEmpty()) {
      lines.add("");
      lines.add(title);
      entries.forEach(entry -> lines.add("  " + entry));
    }
  }

  private static String time(long millis) {
    return Amounts.duration(Duration.ofMillis(millis));
  }
}
