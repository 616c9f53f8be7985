package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.contracts.plan.PlanView.Findings;
import dev.plimsoll.contracts.plan.PlanView.Prediction;
import dev.plimsoll.contracts.plan.PlanView.Refusal;
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
  static List<String> lines(List<PlannedBuild> builds, Prediction prediction, int width) {
    long makespanMillis = prediction.makespanMillis();
    long lowerBoundMillis = prediction.lowerBoundMillis();
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
            Printable.line(prediction.boundBy())));
    return lines;
  }

  private static List<String> table(List<PlannedBuild> builds, int width) {
    return new RowTable<PlannedBuild>()
        .left("TABLE", PlannedBuild::table)
        .left("BUILD", PlannedBuild::definition)
        .leftIfRoom("LANE", PlanTable::lane)
        .countIfRoom("ROWS", build -> build.sizing().rows())
        .right("INDEX", build -> Amounts.bytes(build.sizing().indexBytes()))
        .rightIfRoom("AT MOST", build -> Amounts.bytes(build.sizing().mostIndexBytes()))
        .rightIfRoom("TEMP", build -> Amounts.bytes(build.allocation().temporaryBytes()))
        .rightIfRoom("MEMORY", build -> Amounts.bytes(build.allocation().maintenanceWorkMemBytes()))
        .rightIfRoom("WORKERS", build -> build.allocation().parallelWorkers())
        .right("TIME", build -> Amounts.millis(build.allocation().predictedMillis()))
        .lines(builds, width);
  }

  private static String lane(PlannedBuild build) {
    return build.allocation().lane().value() + (build.place().alone() ? ", alone" : "");
  }

  /// Text of a plan without builds, by the number of required builds that are not possible.
  static String nothing(int refused) {
    return refused == 0
        ? "Nothing to build."
        : "Nothing can be built: of what is asked for, %s (see below)."
            .formatted(refused == 1 ? "1 index cannot be" : refused + " indexes cannot be");
  }

  /// @param refused required builds that are not possible
  static String window(WindowFit window, Prediction prediction, int refused) {
    long spare = window.millis() - prediction.makespanMillis();
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

  /// @param guesses builds that rest on an estimate, with what to verify
  static void findings(Findings findings, List<String> guesses, Details lines) {
    lines.section("Cannot be built", findings.refused().stream().map(PlanTable::refusal).toList());
    lines.section("There already", findings.satisfied());
    lines.section("Guessed from statistics, to be verified first", guesses);
    lines.section("Warnings", findings.warnings());
  }

  private static String refusal(Refusal refusal) {
    return "%s %s: %s (%s)"
        .formatted(refusal.table(), refusal.definition(), refusal.reason(), refusal.code().value());
  }

  static List<String> reasons(List<PlannedBuild> builds) {
    return builds.stream()
        .map(build -> build.indexName() + ": " + build.reasoning() + size(build))
        .toList();
  }

  private static String size(PlannedBuild build) {
    SizeRange range = build.sizing().indexRange();
    return range == null
        ? ""
        : " Size between %s and %s, %s."
            .formatted(
                Amounts.bytes(range.lowBytes()), Amounts.bytes(range.highBytes()), range.basis());
  }
}
