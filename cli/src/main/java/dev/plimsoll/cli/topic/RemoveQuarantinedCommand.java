package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.Confirmation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `plimsoll quarantine remove`.
@Command(
    name = "remove",
    description = "Forget it: it never gets offsets. There is no way back.",
    footer = {"", "Example:", "  ./plimsoll quarantine remove 7"})
final class RemoveQuarantinedCommand extends QuarantineCommand {
  @Mixin private final Confirmation confirmation = new Confirmation();

  @Override
  String decide(MaterializerApi log, long id) {
    confirmation.require(
        terminal(), "%d never gets offsets, and there is no way back".formatted(id), "" + id);
    log.dropQuarantined(id);
    return "removed";
  }
}
