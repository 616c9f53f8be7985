package dev.plimsoll.cli.build;

import static dev.plimsoll.cli.build.BuildText.time;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.OffendingKey;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One build in full, for people.
final class BuildDetails {
  private BuildDetails() {}

  static List<String> lines(BuildView build) {
    PlannedBuild planned = build.planned();
    List<String> lines = new ArrayList<>();
    lines.add(BuildText.name(build));
    row(lines, "build", build.id().toString());
    row(lines, "plan", build.planId() + " of " + build.database());
    row(lines, "index", planned.indexName());
    row(lines, "state", state(build));
    row(lines, "lane", lane(build));
    row(lines, "rows", Amounts.count(planned.rows()));
    row(lines, "workers", workers(build));
    row(
        lines,
        "memory",
        Amounts.bytes(planned.maintenanceWorkMemBytes())
            + (planned.indexBytes() > 0
                ? String.format(Locale.ROOT, ", %.2f of the index", planned.memoryFraction())
                : ""));
    row(
        lines,
        "time",
        measured(time(planned.predictedMillis()), millis(build.actualMillis()))
            + (build.waitedMillis() > 0
                ? ", of it " + time(build.waitedMillis()) + " waiting for other transactions"
                : ""));
    row(lines, "whole recipe", millis(build.totalMillis()));
    row(lines, "size", measured(Amounts.bytes(planned.indexBytes()), bytes(build.indexBytes())));
    row(
        lines,
        "temp files",
        measured(Amounts.bytes(planned.temporaryBytes()), bytes(build.temporaryBytes())));
    row(lines, "sent", instant(build.dispatchedAt()));
    row(lines, "started", instant(build.startedAt()));
    row(lines, "ended", instant(build.endedAt()));
    row(
        lines,
        "needs",
        build.blockedBy().stream().map(Lookup::shortId).collect(Collectors.joining(", ")));
    row(lines, "waits", build.waitingFor());
    if (build.errorCode() != null || build.error() != null) {
      row(lines, "error", BuildText.error(build));
    }
    if (build.errorCode() != null) {
      row(lines, "fix", build.errorCode().fix());
    }
    section(
        lines,
        "Keys in the way",
        build.offendingKeys().stream().map(BuildDetails::offending).toList());
    section(lines, "Steps", steps(build.steps()));
    section(lines, "Why", planned.reasoning().isEmpty() ? List.of() : List.of(planned.reasoning()));
    section(lines, "Statements", planned.sql());
    return lines;
  }

  private static String state(BuildView build) {
    String state = BuildText.state(build);
    if (Progress.isEnd(build.state()) || build.state() == BuildView.State.PLANNED) {
      return state;
    }
    return state
        + ", "
        + build.phase()
        + ", "
        + Amounts.percent(build.fraction())
        + " %"
        + (build.etaMillis() < 0 ? "" : ", about " + time(build.etaMillis()) + " to go");
  }

  private static String lane(BuildView build) {
    return build.planned().lane().value()
        + (build.slot() < 0 ? "" : ", slot " + build.slot())
        + (build.planned().alone() ? ", alone in its database" : "")
        + (build.priority() == 0 ? "" : ", priority " + build.priority());
  }

  private static String workers(BuildView build) {
    int launched = build.workersLaunched();
    return build.planned().parallelWorkers()
        + " asked for"
        + (launched < 0 ? "" : ", " + launched + " launched");
  }

  private static String measured(String predicted, @Nullable String actual) {
    return predicted + " predicted" + (actual == null ? "" : ", " + actual + " seen");
  }

  private static @Nullable String millis(long millis) {
    return millis < 0 ? null : time(millis);
  }

  private static @Nullable String bytes(long bytes) {
    return bytes < 0 ? null : Amounts.bytes(bytes);
  }

  private static @Nullable String instant(@Nullable Object instant) {
    return instant == null ? null : instant.toString();
  }

  /// A line each: what it was, how it ended, and what it took, where it did anything.
  private static List<String> steps(List<BuildEvent.Step> steps) {
    TextTable table = new TextTable().left("STEP", "END").right("TOOK");
    for (BuildEvent.Step step : steps) {
      boolean nothing = step.outcome().equals("not needed");
      table.row(step.name(), step.outcome(), nothing ? "" : Amounts.duration(step.elapsed()));
    }
    return steps.isEmpty() ? List.of() : table.lines(Integer.MAX_VALUE);
  }

  private static String offending(OffendingKey key) {
    return key.key() + "  " + Amounts.count(key.rows(), "row");
  }

  /// Left out where there is nothing to say.
  private static void row(List<String> lines, String heading, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      lines.add("  %-12s  %s".formatted(heading, Printable.line(value)));
    }
  }

  private static void section(List<String> lines, String title, List<String> entries) {
    if (!entries.isEmpty()) {
      lines.add("");
      lines.add(title);
      entries.stream().map(entry -> "  " + Printable.line(entry)).forEach(lines::add);
    }
  }
}
