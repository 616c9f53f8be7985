package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/// `plimsoll db list`.
@Command(
    name = "list",
    description = "List the registered databases.",
    footer = {"", "Example:", "  ./plimsoll db list"})
final class ListDatabasesCommand extends PlannerApiCommand {
  ListDatabasesCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(PlannerApi planner) {
    List<DatabaseRegistration> databases = planner.databases();
    if (json()) {
      terminal.json(databases);
    } else if (databases.isEmpty()) {
      terminal.say("No database is registered.");
    } else {
      DatabaseText.table(databases, Displays.width(terminal)).forEach(terminal::data);
    }
    next(
        databases.isEmpty()
            ? "db create NAME --host HOST --database DATABASE --user USER --preset medium"
            : "db show " + databases.getFirst().name());
    return ExitCode.OK;
  }
}
