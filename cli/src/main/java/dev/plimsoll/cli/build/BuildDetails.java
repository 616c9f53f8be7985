package dev.plimsoll.cli.build;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.OffendingKey;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One build in full, for people.
final class BuildDetails {
  private BuildDetails() {}

  static List<String> lines(BuildView build) {
    PlannedBuild planned = build.planned();
    Details lines = Details.withHeadings(12).line(BuildText.name(build));
    lines.row("build", build.id().toString());
    lines.row("plan", build.planId() + " of " + build.database());
    lines.row("index", planned.indexName());
    lines.row("state", state(build));
    lines.row("lane", lane(build));
    lines.row("rows", Amounts.count(planned.rows()));
    lines.row("workers", workers(build));
    lines.row(
        "memory",
        Amounts.bytes(planned.maintenanceWorkMemBytes())
            + (planned.indexBytes() > 0
                ? String.format(Locale.ROOT, ", %.2f of the index", planned.memoryFraction())
                : ""));
    lines.row(
        "time",
        measured(Amounts.millis(planned.predictedMillis()), millis(build.actualMillis()))
            + (build.waitedMillis() > 0
                ? ", of it "
                    + Amounts.millis(build.waitedMillis())
                    + " waiting for other transactions"
                : ""));
    lines.row("whole recipe", millis(build.totalMillis()));
    lines.row("size", measured(Amounts.bytes(planned.indexBytes()), bytes(build.indexBytes())));
    lines.row(
        "temp files",
        measured(Amounts.bytes(planned.temporaryBytes()), bytes(build.temporaryBytes())));
    lines.row("sent", build.dispatchedAt());
    lines.row("started", build.startedAt());
    lines.row("ended", build.endedAt());
    lines.row(
        "needs", build.blockedBy().stream().map(Ids::shortId).collect(Collectors.joining(", ")));
    lines.row("waits", build.waitingFor());
    if (build.errorCode() != null || build.error() != null) {
      lines.row("error", BuildText.error(build));
    }
    if (build.errorCode() != null) {
      lines.row("fix", build.errorCode().fix());
    }
    lines.section(
        "Keys in the way", build.offendingKeys().stream().map(BuildDetails::offending).toList());
    lines.section("Steps", steps(build.steps()));
    lines.section("Why", planned.reasoning().isEmpty() ? List.of() : List.of(planned.reasoning()));
    lines.section("Statements", planned.sql());
    return lines.lines();
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
        + (build.etaMillis() < 0 ? "" : ", about " + Amounts.millis(build.etaMillis()) + " to go");
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
    return millis < 0 ? null : Amounts.millis(millis);
  }

  private static @Nullable String bytes(long bytes) {
    return bytes < 0 ? null : Amounts.bytes(bytes);
  }

  /// A line each: what it was, how it ended, and what it took, where it did anything.
  private static List<String> steps(List<BuildEvent.Step> steps) {
    return steps.isEmpty()
        ? List.of()
        : new RowTable<BuildEvent.Step>()
            .left("STEP", BuildEvent.Step::name)
            .left("END", BuildEvent.Step::outcome)
            .right("TOOK", BuildDetails::took)
            .lines(steps, Integer.MAX_VALUE);
  }

  private static String took(BuildEvent.Step step) {
    return step.outcome().equals("not needed") ? "" : Amounts.duration(step.elapsed());
  }

  private static String offending(OffendingKey key) {
    return key.key() + "  " + Amounts.count(key.rows(), "row");
  }
}
