package dev.plimsoll.cli.schedule;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine.Command;

/// `plimsoll schedule run`.
@Command(
    name = "run",
    description =
        "Begin a run at once, paused or not; due times stay as they are. Exit 1"
            + " while a run is under way.",
    footer = {"", "Example:", "  ./plimsoll schedule run orders"})
final class RunScheduleCommand extends SteerScheduleCommand {
  RunScheduleCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment, "runs");
  }
}
