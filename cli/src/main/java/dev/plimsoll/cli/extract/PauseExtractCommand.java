package dev.plimsoll.cli.extract;

import picocli.CommandLine.Command;

/// `plimsoll extract pause`.
@Command(
    name = "pause",
    description =
        "Read nothing more of an extract, or of some of its tables, until it is resumed. Workers"
            + " leave a table at their next range or complete file; what is read is still loaded."
            + " The snapshot of a table stays held meanwhile, and with it what the source could"
            + " clear away.",
    footer = {"", "Example:", "  ./plimsoll extract pause 1f6e0b5c"})
final class PauseExtractCommand extends SteerExtractCommand {
  PauseExtractCommand() {
    super("pause");
  }

  @Override
  String after(String extractId) {
    return "extract resume " + extractId;
  }
}
