package dev.plimsoll.cli.build;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.plan.BuildPatch;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.PauseView;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/// What `pause` and `resume` have in common.
abstract class HoldBuildCommand extends PlannerApiCommand {
  private final Scope scope;
  private final boolean pause;

  @Parameters(
      paramLabel = "WHAT",
      description =
          "A database's name; of a plan or build its id, or the first 4 characters or more.")
  private String what = "";

  HoldBuildCommand(Scope scope, boolean pause) {
    this.scope = scope;
    this.pause = pause;
  }

  abstract @Nullable String reason();

  @Override
  protected int run(PlannerApi planner) {
    switch (new Lookup(planner).of(scope, what)) {
      case Found.OneDatabase(String name) ->
          tell(
              pause
                  ? planner.pauseDatabase(name, request())
                  : planner.resumeDatabase(name, request()),
              name);
      case Found.OnePlan(var plan) -> {
        UUID id = plan.id();
        PauseView view =
            pause ? planner.pausePlan(id, request()) : planner.resumePlan(id, request());
        tell(view, plan.database());
      }
      case Found.OneBuild(var build) ->
          tell(planner.change(build.id(), new BuildPatch(null, pause)));
    }
    return ExitCode.OK;
  }

  private ControlRequest request() {
    return control(reason());
  }

  private void tell(PauseView view, String database) {
    if (json()) {
      terminal().json(view);
    } else {
      terminal().data(Printable.line(view.detail()));
    }
    next(view.paused() ? resume() : "build list " + database);
  }

  private void tell(BuildView build) {
    if (json()) {
      terminal().json(build);
    } else {
      terminal().data(BuildText.line(build));
    }
    next(build.paused() ? resume() : "build list " + build.database());
  }

  private String resume() {
    return scope.noun() + " resume " + what;
  }
}
