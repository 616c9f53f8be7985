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
import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
                .thenComparingLong(build -> build.planned().startMillis())
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
        .leftIfRoom("PHASE", build -> Progress.isEnd(build.state()) ? "" : build.phase())
        .right("TO GO", BuildText::toGo)
        .rightIfRoom("WORKERS", BuildText::workers)
        .rightIfRoom(
            "TEMP",
            build -> build.temporaryBytes() < 0 ? "" : Amounts.bytes(build.temporaryBytes()))
        .lines(inOrder(builds), width);
  }

  /// Why builds wait or failed; empty where all is well.
  static List<String> remarks(List<BuildView> builds) {
    List<String> lines = new ArrayList<>();
    for (BuildView build : inOrder(builds)) {
      String waitingFor = build.waitingFor();
      if (!Progress.isEnd(build.state()) && waitingFor != null) {
        lines.add(name(build) + " waits: " + Printable.line(waitingFor));
      }
    }
    Set<ErrorCode> fixed = new HashSet<>();
    for (BuildView build : inOrder(builds)) {
      if (build.state() == BuildView.State.FAILED) {
        lines.add(name(build) + " FAILED: " + error(build));
        ErrorCode code = build.errorCode();
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
          .append(Amounts.bytes(Math.max(0, build.indexBytes())))
          .append(" in ")
          .append(Amounts.millis(Math.max(0, build.totalMillis())));
    } else if (build.state() == BuildView.State.FAILED) {
      line.append(", ").append(error(build));
    } else if (!Progress.isEnd(build.state())) {
      if (build.state() == BuildView.State.RUNNING) {
        line.append(", ").append(Printable.line(build.phase()));
        line.append(", ").append(Amounts.percent(build.fraction())).append(" %");
        line.append(build.etaMillis() < 0 ? "" : ", about " + toGo(build) + " to go");
      }
      String waitingFor = build.waitingFor();
      line.append(waitingFor == null ? "" : ", waits: " + Printable.line(waitingFor));
    }
    return line.toString();
  }

  static String name(BuildView build) {
    return Printable.line(build.planned().table() + " " + build.planned().definition());
  }

  static String state(BuildView build) {
    boolean held = build.paused() && build.state() == BuildView.State.PLANNED;
    return (held ? "paused" : word(build))
        + (build.attempt() > 1 ? ", attempt " + build.attempt() : "");
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
    return Words.error(build.errorCode(), build.error());
  }

  private static String workers(BuildView build) {
    return (build.workersLaunched() < 0 ? "-" : build.workersLaunched())
        + "/"
        + build.planned().parallelWorkers();
  }

  private static String progress(BuildView build) {
    if (build.state() == BuildView.State.PLANNED || build.state() == BuildView.State.CANCELLED) {
      return "";
    }
    double fraction = build.state() == BuildView.State.SUCCEEDED ? 1 : build.fraction();
    return Amounts.bar((int) Math.round(Math.clamp(fraction, 0.0, 1.0) * 10), fraction);
  }

  private static String toGo(BuildView build) {
    return Progress.isEnd(build.state()) || build.etaMillis() < 0
        ? ""
        : Amounts.millis(build.etaMillis());
  }

  /// One build in full.
  static List<String> full(BuildView build) {
    PlannedBuild planned = build.planned();
    Details lines = Details.withHeadings(12).line(name(build));
    lines.row("build", build.id());
    lines.row("plan", build.planId() + " of " + build.database());
    lines.row("index", planned.indexName());
    lines.row("state", stateAndProgress(build));
    lines.row("lane", lane(build));
    lines.row("rows", Amounts.count(planned.rows()));
    lines.row(
        "workers",
        build.planned().parallelWorkers()
            + " asked for"
            + (build.workersLaunched() < 0 ? "" : ", " + build.workersLaunched() + " launched"));
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
      lines.row("error", error(build));
    }
    if (build.errorCode() != null) {
      lines.row("fix", build.errorCode().fix());
    }
    lines.section(
        "Keys in the way",
        build.offendingKeys().stream()
            .map(key -> key.key() + "  " + Amounts.count(key.rows(), "row"))
            .toList());
    lines.section("Steps", steps(build.steps()));
    lines.section("Why", planned.reasoning().isEmpty() ? List.of() : List.of(planned.reasoning()));
    lines.section("Statements", planned.sql());
    return lines.lines();
  }

  private static String stateAndProgress(BuildView build) {
    String state = state(build);
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
