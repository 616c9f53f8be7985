package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
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

  @Override
  protected int run(PlannerApi planner) {
    DatabaseRegistration database = planner.database(name);
    return answer(database, () -> DatabaseText.lines(database), "plan " + name);
  }
}
