package dev.plimsoll.cli.build;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.contracts.plan.BuildPatch;
import dev.plimsoll.contracts.plan.BuildView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `plimsoll build priority`.
@Command(
    name = "priority",
    description = "Put a build that waits before or behind the others, whatever the strategy says.",
    footer = {"", "Example:", "  ./plimsoll build priority 1f6e0b5c 10"})
final class BuildPriorityCommand extends PlannerApiCommand {
  @Parameters(
      index = "0",
      paramLabel = "BUILD",
      description = "Its id, or the first 4 characters or more.")
  private String id = "";

  @Parameters(index = "1", paramLabel = "N", description = "Higher goes first; 0 by default.")
  private int priority;

  @Override
  protected int run(PlannerApi planner) {
    BuildView build =
        planner.change(new Lookup(planner).build(id).id(), new BuildPatch(priority, null));
    return answer(
        build,
        BuildText.name(build) + " has priority " + build.priority(),
        "build list " + build.database());
  }
}
