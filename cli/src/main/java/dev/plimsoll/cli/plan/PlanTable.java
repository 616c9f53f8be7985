package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.contracts.plan.PlanView.WindowFit;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.SizeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Text that all plans share: builds as table and bars, makespan and bounds.
final class PlanTable {
  private static final int GANTT_WIDTH = 60;
  private static final int NARROWEST_GANTT = 10;

  private PlanTable() {}

  /// @param builds one or more
  static List<String> lines(
      List<PlannedBuild> builds,
      long makespanMillis,
      long lowerBoundMillis,
      String boundBy,
      int width) {
    List<String> lines = new ArrayList<>(table(builds, width));
    int bars = Math.clamp(Gantt.room(builds, width), NARROWEST_GANTT, GANTT_WIDTH);
    lines.add("");
    lines.addAll(Gantt.lines(builds, makespanMillis, bars));
    lines.add(Gantt.scale(builds, makespanMillis, bars));
    lines.add("");
    double ratio = makespanMillis / (double) Math.max(1, lowerBoundMillis);
    lines.add(
        String.format(
            Locale.ROOT,
            "%s in %s, %.2f x the lower bound of %s (%s)",
            Amounts.count(builds.size(), "build"),
            Amounts.millis(makespanMillis),
            ratio,
            Amounts.millis(lowerBoundMillis),
            Printable.line(boundBy)));
    return lines;
  }

  private static List<String> table(List<PlannedBuild> builds, int width) {
    return new RowTable<PlannedBuild>()
        .left("TABLE", PlannedBuild::table)
        .left("BUILD", PlannedBuild::definition)
        .leftIfRoom("LANE", build -> build.lane().value() + (build.alone() ? ", alone" : ""))
        .countIfRoom("ROWS", PlannedBuild::rows)
        .right("INDEX", build -> Amounts.bytes(build.indexBytes()))
        .rightIfRoom("AT MOST", build -> Amounts.bytes(build.mostIndexBytes()))
        .rightIfRoom("TEMP", build -> Amounts.bytes(build.temporaryBytes()))
        .rightIfRoom("MEMORY", build -> Amounts.bytes(build.maintenanceWorkMemBytes()))
        .rightIfRoom("WORKERS", PlannedBuild::parallelWorkers)
        .right("TIME", build -> Amounts.millis(build.predictedMillis()))
        .lines(builds, width);
  }

  /// Text of a plan without builds, by the number of required builds that are not possible.
  static String nothing(int refused) {
    return refused == 0
        ? "Nothing to build."
        : "Nothing can be built: of what is asked for, %s (see below)."
            .formatted(refused == 1 ? "1 index cannot be" : refused + " indexes cannot be");
  }

  static String window(WindowFit window, long makespanMillis, int refused) {
    long spare = window.millis() - makespanMillis;
    String why = spare < 0 ? ", " + Amounts.millis(-spare) + " too long" : "";
    if (refused > 0) {
      why += ", %d of what the rules ask for cannot be built (see below)".formatted(refused);
    }
    String verdict =
        window.fits()
            ? "yes" + (spare > 0 ? ", " + Amounts.millis(spare) + " to spare" : "")
            : "NO" + why;
    return "fits into %s: %s".formatted(Amounts.millis(window.millis()), verdict);
  }

  static List<String> reasons(List<PlannedBuild> builds) {
    return builds.stream()
        .map(build -> build.indexName() + ": " + build.reasoning() + size(build))
        .toList();
  }

  private static String size(PlannedBuild build) {
    SizeRange range = build.indexRange();
    return range == null
        ? ""
        : " Size between %s and %s, %s."
            .formatted(
                Amounts.bytes(range.lowBytes()), Amounts.bytes(range.highBytes()), range.basis());
  }
}
