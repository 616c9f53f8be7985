package dev.plimsoll.cli.schedule;

import picocli.CommandLine.Command;

/// `plimsoll schedule resume`.
@Command(
    name = "resume",
    description =
        "Go on with the next due time. Those that passed while it was paused are not made up for.",
    footer = {"", "Example:", "  ./plimsoll schedule resume orders"})
final class ResumeScheduleCommand extends SteerScheduleCommand {
  ResumeScheduleCommand() {
    super("resume");
  }
}
