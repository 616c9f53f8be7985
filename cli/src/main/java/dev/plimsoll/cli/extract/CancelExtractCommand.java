package dev.plimsoll.cli.extract;

import picocli.CommandLine.Command;

/// `plimsoll extract cancel`.
@Command(
    name = "cancel",
    description =
        "Stop an extract, or some of its tables. What is announced and loaded stays; a cancelled"
            + " table has failed with extract-cancelled, and may be retried.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll extract cancel 1f6e0b5c",
      "  ./plimsoll extract cancel 1f6e0b5c --table shop.orders"
    })
final class CancelExtractCommand extends SteerExtractCommand {
  CancelExtractCommand() {
    super("cancel");
  }

  @Override
  String after(String extractId) {
    return "extract show " + extractId;
  }
}
