package dev.plimsoll.cli.schedule;

import picocli.CommandLine.Command;

/// `plimsoll schedule run`.
@Command(
    name = "run",
    description =
        "Begin a run at once, paused or not; due times stay as they are. Exit 1"
            + " while a run is under way.",
    footer = {"", "Example:", "  ./plimsoll schedule run orders"})
final class RunScheduleCommand extends SteerScheduleCommand {
  RunScheduleCommand() {
    super("runs");
  }
}
