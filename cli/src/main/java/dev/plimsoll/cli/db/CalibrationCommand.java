package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.plan.CalibrationView;
import java.util.Map;
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

  CalibrationCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(PlannerApi planner) {
    CalibrationView view = planner.calibration(name);
    if (json()) {
      terminal.json(view);
    } else {
      CalibrationText.lines(view).forEach(terminal::data);
    }
    next("db pilot " + name);
    return ExitCode.OK;
  }
}
