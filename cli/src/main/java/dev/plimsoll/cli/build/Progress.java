package dev.plimsoll.cli.build;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.watch.Followed;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Progress of builds at one moment. The plan is null for builds of several plans.
record Progress(@Nullable PlanView plan, List<BuildView> builds) implements Followed {
  // Durations of a wait change with every look.
  private static final Pattern FIGURES = Pattern.compile("\\d+");

  /// By the plan where there is one: a build that depends on a failed one never ends.
  @Override
  public boolean ended() {
    return plan == null
        ? builds.stream().allMatch(build -> isEnd(build.state()))
        : isEnd(plan.state());
  }

  @Override
  public boolean failed() {
    boolean plansEnd =
        plan != null
            && switch (plan.state()) {
              case FAILED, CANCELLED, SUPERSEDED -> true;
              case DRAFT, APPROVED, RUNNING, PAUSED, DONE -> false;
              case null -> false;
            };
    return plansEnd || builds.stream().anyMatch(build -> isFailure(build.state()));
  }

  static boolean isEnd(BuildView.@Nullable State state) {
    return switch (state) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      case PLANNED, DISPATCHED, RUNNING -> false;
      case null -> false;
    };
  }

  static boolean isFailure(BuildView.@Nullable State state) {
    return isEnd(state) && state != BuildView.State.SUCCEEDED;
  }

  static boolean isEnd(PlanView.@Nullable State state) {
    return switch (state) {
      case DONE, FAILED, CANCELLED, SUPERSEDED -> true;
      case DRAFT, APPROVED, RUNNING, PAUSED -> false;
      case null -> false;
    };
  }

  @Override
  public List<String> block(int width) {
    return BuildText.live(this, width);
  }

  /// News are state, phase, reason of a wait and every tenth of progress.
  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (BuildView build : BuildText.inOrder(builds)) {
      lines.add(new Line(build.id(), news(build), BuildText.line(build)));
    }
    if (plan != null) {
      lines.add(new Line("plan", plan.rawState().toString(), BuildText.summary(this)));
    }
    return lines;
  }

  private static String news(BuildView build) {
    BuildView.Progress progress = build.progress();
    String waiting = Objects.requireNonNullElse(progress.waitingFor(), "");
    return "%s %d %s %s %d %s"
        .formatted(
            build.rawState(),
            progress.attempt(),
            build.scheduling().paused(),
            progress.phase(),
            Amounts.percent(progress.fraction()) / 10,
            FIGURES.matcher(waiting).replaceAll("0"));
  }
}
