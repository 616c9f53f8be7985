package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.plan.CalibrationView;
import java.util.Map;
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

  PilotCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(PlannerApi planner) {
    CalibrationView view = planner.pilot(name);
    if (json()) {
      terminal.json(view);
    } else {
      CalibrationText.lines(view).forEach(terminal::data);
    }
    next("plan " + name);
    return ExitCode.OK;
  }
}
