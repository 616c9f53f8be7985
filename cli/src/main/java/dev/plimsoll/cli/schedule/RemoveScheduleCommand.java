package dev.plimsoll.cli.schedule;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.Confirmation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `plimsoll schedule remove`.
@Command(
    name = "remove",
    description =
        "Forget what is extracted by the clock, and the list of its runs. Their files and rows stay,"
            + " their extracts for as long as those of others, and one that is under way goes on.",
    footer = {"", "Example:", "  ./plimsoll schedule remove orders --yes"})
final class RemoveScheduleCommand extends SyncApiCommand {
  @Parameters(paramLabel = "NAME", description = "As schedule list shows it.")
  private String name = "";

  @Mixin private final RecordOptions record = new RecordOptions();

  @Mixin private final Confirmation confirmation = new Confirmation();

  /// What is there no longer.
  record Answer(String removed) {}

  @Override
  protected int run(SyncApi sync) {
    confirmation.require(terminal(), "%s goes, with the list of its runs".formatted(name), name);
    sync.remove(name, record.request());
    return answer(new Answer(name), name + " is no longer extracted by the clock", "schedule list");
  }
}
