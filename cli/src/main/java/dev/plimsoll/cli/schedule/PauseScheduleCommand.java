package dev.plimsoll.cli.schedule;

import picocli.CommandLine.Command;

/// `plimsoll schedule pause`.
@Command(
    name = "pause",
    description = "Begin no run by itself from now on. One that is under way goes on.",
    footer = {"", "Example:", "  ./plimsoll schedule pause orders --reason 'month-end closing'"})
final class PauseScheduleCommand extends SteerScheduleCommand {
  PauseScheduleCommand() {
    super("pause");
  }
}
