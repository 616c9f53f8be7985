package dev.plimsoll.cli.build;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.build.BuildCommands.Scope;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.watch.Display;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.PlanView;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "cancel",
    description = {
      "Stop a build, a plan, or all plans of a database that are approved, running or paused. What"
          + " waits is cancelled at once; what runs is stopped, its work is lost and its leftover"
          + " cleared.",
      "With --wait: exit 0 when nothing of it moves any more, 6 when --timeout came first."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll build cancel 1f6e0b5c",
      "  ./plimsoll plan cancel 3f2a9c81 --reason 'wrong night'",
      "  ./plimsoll db cancel shop --wait --timeout 5m"
    })
final class CancelBuildCommand extends PlannerApiCommand {
  private final Scope scope;

  @Parameters(
      paramLabel = "WHAT",
      description =
          "A database's name; of a plan or build its id (or a plan's hash), or the first 4"
              + " characters or more.")
  private String what = "";

  @Mixin private final RecordOptions record = new RecordOptions();

  @Option(names = "--wait", description = "Wait until what runs has stopped.")
  private boolean wait;

  @Mixin private final WatchOptions options = new WatchOptions();

  CancelBuildCommand(Scope scope) {
    this.scope = scope;
  }

  record Answer(List<PlanView> plans, List<BuildView> builds) {
    private String summary(PlanView plan) {
      return BuildText.summary(
          new Progress(
              plan, builds.stream().filter(build -> build.planId().equals(plan.id())).toList()));
    }
  }

  @Override
  protected int run(PlannerApi planner) {
    ControlRequest request = record.request();
    List<UUID> plans = new ArrayList<>();
    List<UUID> builds = new ArrayList<>();
    switch (scope) {
      case BUILD ->
          builds.add(planner.cancelBuild(BuildCommands.build(planner, what).id(), request).id());
      case PLAN ->
          plans.add(planner.cancelPlan(BuildCommands.plan(planner, what).id(), request).id());
      case DATABASE ->
          planner.plans(planner.database(what).name()).stream()
              .filter(plan -> isUnderWay(plan.state()))
              .forEach(plan -> plans.add(planner.cancelPlan(plan.id(), request).id()));
    }
    if (!wait) {
      return tell(answer(planner, plans, builds), ExitCode.OK);
    }
    Watch.Outcome<Progress> outcome =
        new Watch(options, false, "planner", terminal())
            .follow(
                () -> new Progress(null, answer(planner, plans, builds).builds()), Display.none());
    return tell(
        answer(planner, plans, builds),
        outcome.exitCode() == ExitCode.STILL_RUNNING ? ExitCode.STILL_RUNNING : ExitCode.OK);
  }

  private static boolean isUnderWay(PlanView.@Nullable State state) {
    return switch (state) {
      case APPROVED, RUNNING, PAUSED -> true;
      case DRAFT, DONE, FAILED, CANCELLED, SUPERSEDED -> false;
      case null -> true;
    };
  }

  private static Answer answer(PlannerApi planner, List<UUID> plans, List<UUID> builds) {
    List<BuildView> all = new ArrayList<>();
    builds.stream().map(planner::build).forEach(all::add);
    plans.stream().map(planner::buildsOf).forEach(all::addAll);
    return new Answer(plans.stream().map(planner::plan).toList(), all);
  }

  private int tell(Answer answer, int exitCode) {
    if (answer.plans().isEmpty() && answer.builds().isEmpty() && !json()) {
      terminal().say("There is nothing to cancel.");
    } else {
      show(
          answer,
          () ->
              answer.plans().isEmpty()
                  ? answer.builds().stream().map(BuildText::line).toList()
                  : answer.plans().stream().map(answer::summary).toList());
    }
    next(
        answer.builds().isEmpty()
            ? "build list"
            : "build list " + answer.builds().getFirst().database());
    return exitCode;
  }
}
