package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.contracts.plan.CalibrationView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `plimsoll db calibration`.
@Command(
    name = "calibration",
    description =
        "Show what a row of each kind of key costs in a database, and how far predictions were off.",
    footer = {"", "Example:", "  ./plimsoll db calibration shop"})
final class CalibrationCommand extends PlannerApiCommand {
  @Parameters(paramLabel = "NAME", description = "Of the registered database.")
  private String name = "";

  @Override
  protected int run(PlannerApi planner) {
    CalibrationView view = planner.calibration(name);
    return answer(view, () -> CalibrationText.lines(view), "db pilot " + name);
  }
}
