package dev.plimsoll.cli.extract;

import picocli.CommandLine.Command;

/// `plimsoll extract resume`.
@Command(
    name = "resume",
    description = "Let a paused extract, or some of its tables, go on from where they are.",
    footer = {"", "Example:", "  ./plimsoll extract resume 1f6e0b5c"})
final class ResumeExtractCommand extends SteerExtractCommand {
  ResumeExtractCommand() {
    super("resume");
  }

  @Override
  String after(String extractId) {
    return "extract show " + extractId + " --watch";
  }
}
