package dev.plimsoll.cli.build;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Builds, for people.
final class BuildText {
  private BuildText() {}

  /// What runs first, then what waits, then what has ended; within each as planned.
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

  /// Why what does not move does not, and what failed and why; nothing where all is well.
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

  /// Everything, as it is repainted.
  static List<String> live(Progress now, int width) {
    return brief(now)
        .lines(now.builds().isEmpty() ? List.of() : table(now.builds(), width))
        .lines();
  }

  /// How many are in which state, in a line.
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
    String word = word(build);
    boolean held = build.paused() && build.state() == BuildView.State.PLANNED;
    return (held ? "paused" : word) + (build.attempt() > 1 ? ", attempt " + build.attempt() : "");
  }

  /// How far on its way a build is.
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

  static String workers(BuildView build) {
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
    boolean known = !Progress.isEnd(build.state()) && build.etaMillis() >= 0;
    return known ? Amounts.millis(build.etaMillis()) : "";
  }
}
