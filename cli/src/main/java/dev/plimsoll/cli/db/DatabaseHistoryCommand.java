package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.plan.DatabaseChange;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `plimsoll db history`.
@Command(
    name = "history",
    description =
        "List who has changed a registration, when and why, with where it led then; the latest"
            + " first. Also of a name that is not registered any more.",
    footer = {"", "Example:", "  ./plimsoll db history shop"})
final class DatabaseHistoryCommand extends PlannerApiCommand {
  @Parameters(paramLabel = "NAME", description = "Of the database.")
  private String name = "";

  @Mixin private final LimitOption limit = new LimitOption();

  @Override
  protected int run(PlannerApi planner) {
    List<DatabaseChange> changes = planner.changes(name, limit.limit());
    return answer(
        changes,
        "Nobody has ever registered " + Printable.line(name) + ".",
        () -> changes.stream().map(DatabaseHistoryCommand::line).toList(),
        "db list");
  }

  private static String line(DatabaseChange change) {
    DatabaseRegistration now = change.registration();
    return Printable.line(
        "%s  %d  %s  %s%s"
            .formatted(
                change.at(),
                change.edition(),
                change.by().isEmpty() ? "a user of the API" : change.by(),
                now == null
                    ? "removed"
                    : "%s:%d/%s as %s"
                        .formatted(
                            now.address().host(),
                            now.address().port(),
                            now.address().database(),
                            DatabaseUses.text(now)),
                change.reason() == null ? "" : ": " + change.reason()));
  }
}
