package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.build.BuildCommands;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.contracts.plan.PlanView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Show a plan as it was made, and its state now.",
    footer = {"", "Example:", "  ./plimsoll plan show 3f2a9c81"})
final class ShowPlanCommand extends PlannerApiCommand {
  @Parameters(
      paramLabel = "PLAN",
      description = "Its id or hash, or the first 4 characters or more.")
  private String id = "";

  @Override
  protected int run(PlannerApi planner) {
    PlanView plan = BuildCommands.plan(planner, id);
    return answer(
        plan,
        one -> DraftText.lines(one, null, false, width()),
        "build list " + plan.database() + " --plan " + Ids.shortId(plan.id()));
  }
}
