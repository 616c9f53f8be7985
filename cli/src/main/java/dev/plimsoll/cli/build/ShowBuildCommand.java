package dev.plimsoll.cli.build;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.contracts.plan.BuildView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `plimsoll build show`.
@Command(
    name = "show",
    description =
        "Show one build in full: predicted and seen figures, why it waits or failed, the keys in"
            + " the way, the steps that its last attempt has taken and how long each took, and the"
            + " planned statements.",
    footer = {"", "Example:", "  ./plimsoll build show 1f6e0b5c"})
final class ShowBuildCommand extends PlannerApiCommand {
  @Parameters(paramLabel = "BUILD", description = "Its id, or the first 4 characters or more.")
  private String id = "";

  @Override
  protected int run(PlannerApi planner) {
    BuildView build = new Lookup(planner).build(id);
    if (json()) {
      terminal().json(build);
    } else {
      BuildDetails.lines(build).forEach(terminal()::data);
    }
    if (Progress.isFailure(build.state())) {
      next("build retry " + Lookup.shortId(build.id()));
    } else {
      next("build list " + build.database() + (Progress.isEnd(build.state()) ? "" : " --watch"));
    }
    return ExitCode.OK;
  }
}
