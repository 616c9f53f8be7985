package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.contracts.plan.CalibrationView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `plimsoll db pilot`.
@Command(
    name = "pilot",
    description = {
      "Measure on small samples what a row of each kind of key costs in a database.",
      "Builds and drops indexes on copies of samples; refused while builds run there."
    },
    footer = {"", "Example:", "  ./plimsoll db pilot shop"})
final class PilotCommand extends PlannerApiCommand {
  @Parameters(paramLabel = "NAME", description = "Of the registered database.")
  private String name = "";

  @Override
  protected int run(PlannerApi planner) {
    CalibrationView view = planner.pilot(name);
    return answer(view, () -> CalibrationText.lines(view), "plan " + name);
  }
}
