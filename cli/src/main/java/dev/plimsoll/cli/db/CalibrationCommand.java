package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.plan.CalibrationView;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `plimsoll calibration`.
@Command(
    name = "calibration",
    description =
        "Show what a row of each kind of key costs in a database, and how far predictions were off.")
public final class CalibrationCommand extends PlannerCommand {
  @Parameters(paramLabel = "NAME", description = "Of the registered database.")
  private String name = "";

  public CalibrationCommand(Terminal terminal, Map<String, String> environment) {
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
    next("pilot " + name);
    return ExitCode.OK;
  }
}
