package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import java.util.List;
import picocli.CommandLine.Command;

/// `plimsoll db list`.
@Command(
    name = "list",
    description = "List the registered databases.",
    footer = {"", "Example:", "  ./plimsoll db list"})
final class ListDatabasesCommand extends PlannerApiCommand {
  @Override
  protected int run(PlannerApi planner) {
    List<DatabaseRegistration> databases = planner.databases();
    return answer(
        databases,
        "No database is registered.",
        () -> DatabaseText.table(databases, Displays.width(terminal())),
        databases.isEmpty()
            ? "db create NAME --host HOST --database DATABASE --user USER --preset medium"
            : "db show " + databases.getFirst().name());
  }
}
