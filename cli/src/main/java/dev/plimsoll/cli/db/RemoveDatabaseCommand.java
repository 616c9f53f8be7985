package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.terminal.Confirmation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `plimsoll db remove`.
@Command(
    name = "remove",
    description = {
      "Forget a registered database. The database itself and its indexes stay, and so does what was"
          + " planned and built there: ./plimsoll build list shows it.",
      "Exit 5 while builds run there or wait to be sent."
    },
    footer = {"", "Example:", "  ./plimsoll db remove shop --yes"})
final class RemoveDatabaseCommand extends PlannerApiCommand {
  @Parameters(paramLabel = "NAME", description = "Of the registered database.")
  private String name = "";

  @Mixin private final RecordOptions record = new RecordOptions();

  @Mixin private final Confirmation confirmation = new Confirmation();

  /// What is no longer registered.
  record Answer(String removed) {}

  @Override
  protected int run(PlannerApi planner) {
    confirmation.require(
        terminal(),
        "the registration of %s goes, with its load line and rules".formatted(name),
        name);
    planner.remove(name, record.request());
    return answer(new Answer(name), name + " is no longer registered", "db list");
  }
}
