package dev.plimsoll.cli.build;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.PlannedBuild.Allocation;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

final class BuildText {
  private BuildText() {}

  /// Running builds first, then waiting, then ended ones; within each in planned order.
  static List<BuildView> inOrder(List<BuildView> builds) {
    return builds.stream()
        .sorted(
            Comparator.<BuildView>comparingInt(build -> rank(build.state()))
                .thenComparingLong(build -> build.planned().place().startMillis())
                .thenComparing(build -> build.planned().table())
                .thenComparing(BuildView::id))
        .toList();
  }

  private static int rank(BuildView.@Nullable State state) {
    return switch (state) {
      case RUNNING -> 0;
      case DISPATCHED -> 1;
      case PLANNED -> 2;
      case FAILED -> 3;
      case CANCELLED -> 4;
      case SUCCEEDED -> 5;
      case null -> 2;
    };
  }

  static List<String> table(List<BuildView> builds, int width) {
    return new RowTable<BuildView>()
        .left("TABLE", build -> build.planned().table())
        .leftIfRoom("BUILD", build -> build.planned().definition())
        .left("ID", build -> Ids.shortId(build.id()))
        .left("STATE", BuildText::state)
        .left("PROGRESS", BuildText::progress)
        .leftIfRoom("PHASE", build -> Progress.isEnd(build.state()) ? "" : build.progress().phase())
        .right("TO GO", BuildText::toGo)
        .rightIfRoom("WORKERS", BuildText::workers)
        .rightIfRoom(
            "TEMP",
            build -> Objects.requireNonNullElse(bytes(build.outcome().temporaryBytes()), ""))
        .lines(inOrder(builds), width);
  }

  /// Why builds wait or failed; empty where all is well.
  static List<String> remarks(List<BuildView> builds) {
    List<String> lines = new ArrayList<>();
    for (BuildView build : inOrder(builds)) {
      String waitingFor = build.progress().waitingFor();
      if (!Progress.isEnd(build.state()) && waitingFor != null) {
        lines.add(name(build) + " waits: " + Printable.line(waitingFor));
      }
    }
    Set<ErrorCode> fixed = new HashSet<>();
    for (BuildView build : inOrder(builds)) {
      if (build.state() == BuildView.State.FAILED) {
        lines.add(name(build) + " FAILED: " + error(build));
        ErrorCode code = build.outcome().errorCode();
        if (code != null && fixed.add(code)) {
          lines.add("  " + code.fix());
        }
      }
    }
    return lines;
  }

  static Details brief(Progress now) {
    return Details.of().line(summary(now)).lines(remarks(now.builds()));
  }

  static List<String> live(Progress now, int width) {
    return brief(now)
        .lines(now.builds().isEmpty() ? List.of() : table(now.builds(), width))
        .lines();
  }

  static String summary(Progress now) {
    String builds =
        Words.tally(
            now.builds().stream()
                .sorted(Comparator.comparingInt(BuildText::way))
                .map(BuildText::word),
            "no builds");
    return now.plan() == null
        ? builds
        : "plan %s of %s %s: %s"
            .formatted(
                Ids.shortId(now.plan().id()),
                now.plan().database(),
                Words.state(now.plan().rawState()),
                builds);
  }

  static String line(BuildView build) {
    StringBuilder line = new StringBuilder(name(build)).append(": ").append(state(build));
    if (build.state() == BuildView.State.SUCCEEDED) {
      line.append(", ")
          .append(Amounts.bytes(Math.max(0, build.outcome().indexBytes())))
          .append(" in ")
          .append(Amounts.millis(Math.max(0, build.timing().totalMillis())));
    } else if (build.state() == BuildView.State.FAILED) {
      line.append(", ").append(error(build));
    } else if (!Progress.isEnd(build.state())) {
      BuildView.Progress progress = build.progress();
      if (build.state() == BuildView.State.RUNNING) {
        line.append(", ").append(Printable.line(progress.phase()));
        line.append(", ").append(Amounts.percent(progress.fraction())).append(" %");
        line.append(aboutToGo(progress));
      }
      String waitingFor = progress.waitingFor();
      line.append(waitingFor == null ? "" : ", waits: " + Printable.line(waitingFor));
    }
    return line.toString();
  }

  static String name(BuildView build) {
    return Printable.line(build.planned().table() + " " + build.planned().definition());
  }

  static String state(BuildView build) {
    boolean held = build.scheduling().paused() && build.state() == BuildView.State.PLANNED;
    int attempt = build.progress().attempt();
    return (held ? "paused" : word(build)) + (attempt > 1 ? ", attempt " + attempt : "");
  }

  private static int way(BuildView build) {
    BuildView.State state = build.state();
    return state == null ? Integer.MAX_VALUE : state.ordinal();
  }

  private static String word(BuildView build) {
    return switch (build.state()) {
      case PLANNED -> "waiting";
      case DISPATCHED -> "sent";
      case RUNNING -> "running";
      case SUCCEEDED -> "built";
      case FAILED -> "failed";
      case CANCELLED -> "cancelled";
      case null -> Words.state(build.rawState());
    };
  }

  static String error(BuildView build) {
    return Words.error(build.outcome().errorCode(), build.outcome().error());
  }

  private static String workers(BuildView build) {
    int launched = build.outcome().workersLaunched();
    return (launched < 0 ? "-" : launched) + "/" + build.planned().allocation().parallelWorkers();
  }

  private static String progress(BuildView build) {
    if (build.state() == BuildView.State.PLANNED || build.state() == BuildView.State.CANCELLED) {
      return "";
    }
    double fraction = build.state() == BuildView.State.SUCCEEDED ? 1 : build.progress().fraction();
    return Amounts.bar((int) Math.round(Math.clamp(fraction, 0.0, 1.0) * 10), fraction);
  }

  private static String toGo(BuildView build) {
    long etaMillis = build.progress().etaMillis();
    return Progress.isEnd(build.state()) || etaMillis < 0 ? "" : Amounts.millis(etaMillis);
  }

  private static String aboutToGo(BuildView.Progress progress) {
    long etaMillis = progress.etaMillis();
    return etaMillis < 0 ? "" : ", about " + Amounts.millis(etaMillis) + " to go";
  }

  /// One build in full.
  static List<String> full(BuildView build) {
    PlannedBuild planned = build.planned();
    Allocation allocation = planned.allocation();
    BuildView.Timing timing = build.timing();
    BuildView.Outcome outcome = build.outcome();
    Details lines = Details.withHeadings(12).line(name(build));
    lines.row("build", build.id());
    lines.row("plan", build.planId() + " of " + build.database());
    lines.row("index", planned.indexName());
    lines.row("state", stateAndProgress(build));
    lines.row("lane", lane(build));
    lines.row("rows", Amounts.count(planned.sizing().rows()));
    lines.row(
        "workers",
        allocation.parallelWorkers()
            + " asked for"
            + (outcome.workersLaunched() < 0
                ? ""
                : ", " + outcome.workersLaunched() + " launched"));
    lines.row(
        "memory",
        Amounts.bytes(allocation.maintenanceWorkMemBytes())
            + (planned.sizing().indexBytes() > 0
                ? String.format(Locale.ROOT, ", %.2f of the index", planned.memoryFraction())
                : ""));
    lines.row(
        "time",
        measured(Amounts.millis(allocation.predictedMillis()), millis(timing.actualMillis()))
            + (timing.waitedMillis() > 0
                ? ", of it "
                    + Amounts.millis(timing.waitedMillis())
                    + " waiting for other transactions"
                : ""));
    lines.row("whole recipe", millis(timing.totalMillis()));
    lines.row(
        "size",
        measured(Amounts.bytes(planned.sizing().indexBytes()), bytes(outcome.indexBytes())));
    lines.row(
        "temp files",
        measured(Amounts.bytes(allocation.temporaryBytes()), bytes(outcome.temporaryBytes())));
    lines.row("sent", timing.dispatchedAt());
    lines.row("started", timing.startedAt());
    lines.row("ended", timing.endedAt());
    lines.row(
        "needs",
        build.scheduling().blockedBy().stream()
            .map(Ids::shortId)
            .collect(Collectors.joining(", ")));
    lines.row("waits", build.progress().waitingFor());
    if (outcome.errorCode() != null || outcome.error() != null) {
      lines.row("error", error(build));
    }
    if (outcome.errorCode() != null) {
      lines.row("fix", outcome.errorCode().fix());
    }
    lines.section(
        "Keys in the way",
        outcome.offendingKeys().stream()
            .map(key -> key.key() + "  " + Amounts.count(key.rows(), "row"))
            .toList());
    lines.section("Steps", steps(build.progress().steps()));
    lines.section("Why", planned.reasoning().isEmpty() ? List.of() : List.of(planned.reasoning()));
    lines.section("Statements", planned.sql());
    return lines.lines();
  }

  private static String stateAndProgress(BuildView build) {
    String state = state(build);
    if (Progress.isEnd(build.state()) || build.state() == BuildView.State.PLANNED) {
      return state;
    }
    BuildView.Progress progress = build.progress();
    return state
        + ", "
        + progress.phase()
        + ", "
        + Amounts.percent(progress.fraction())
        + " %"
        + aboutToGo(progress);
  }

  private static String lane(BuildView build) {
    int slot = build.progress().slot();
    int priority = build.scheduling().priority();
    return build.planned().allocation().lane().value()
        + (slot < 0 ? "" : ", slot " + slot)
        + (build.planned().place().alone() ? ", alone in its database" : "")
        + (priority == 0 ? "" : ", priority " + priority);
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

  private static List<String> steps(List<BuildEvent.Step> steps) {
    return steps.isEmpty()
        ? List.of()
        : new RowTable<BuildEvent.Step>()
            .left("STEP", BuildEvent.Step::name)
            .left("END", BuildEvent.Step::outcome)
            .right(
                "TOOK",
                step -> step.outcome().equals("not needed") ? "" : Amounts.duration(step.elapsed()))
            .lines(steps, Integer.MAX_VALUE);
  }
}
