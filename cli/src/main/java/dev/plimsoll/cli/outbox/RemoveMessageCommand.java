package dev.plimsoll.cli.outbox;

import dev.plimsoll.cli.api.OutboxApi;
import dev.plimsoll.cli.terminal.Confirmation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `plimsoll outbox remove`.
@Command(
    name = "remove",
    description = "Forget it: it is never sent. There is no way back.",
    footer = {"", "Example:", "  ./plimsoll outbox remove 7 --service planner"})
final class RemoveMessageCommand extends DecidingCommand {
  @Mixin private final Confirmation confirmation = new Confirmation();

  @Override
  String decide(OutboxApi outbox, long id) {
    confirmation.require(
        terminal(), "%d is never sent, and there is no way back".formatted(id), "" + id);
    outbox.drop(id);
    return "removed";
  }
}
