package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.plan.LoadLineView;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `plimsoll db load-line`.
@Command(
    name = "load-line",
    description =
        "Show a database's limits against what is taken now and what is still to come, and what"
            + " holds builds back.",
    footer = {"", "Example:", "  ./plimsoll db load-line shop"})
final class LoadLineCommand extends PlannerApiCommand {
  @Parameters(paramLabel = "NAME", description = "Of the registered database.")
  private String name = "";

  LoadLineCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(PlannerApi planner) {
    LoadLineView view = planner.loadLine(name);
    if (json()) {
      terminal.json(view);
    } else {
      LoadLineText.lines(view).forEach(terminal::data);
    }
    next(view.paused() ? "db resume " + name : "build list " + name);
    return ExitCode.OK;
  }
}
