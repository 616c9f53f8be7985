package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `plimsoll db show`.
@Command(
    name = "show",
    description = "Show how a database is registered.",
    footer = {"", "Example:", "  ./plimsoll db show shop --json"})
final class ShowDatabaseCommand extends PlannerApiCommand {
  @Parameters(paramLabel = "NAME", description = "Of the registered database.")
  private String name = "";

  ShowDatabaseCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(PlannerApi planner) {
    DatabaseRegistration database = planner.database(name);
    if (json()) {
      terminal.json(database);
    } else {
      DatabaseText.lines(database).forEach(terminal::data);
    }
    next("plan " + name);
    return ExitCode.OK;
  }
}
