package dev.plimsoll.cli.schedule;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll schedule`: it has only its subcommands.
public final class ScheduleCommands {
  @Command(
      name = "schedule",
      synopsisSubcommandLabel = "COMMAND",
      description = "Extract the same tables again and again, by the clock of the service.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll schedule create orders --source shop --table shop.orders \\",
        "      --every 15m --target warehouse --increment changed_at",
        "  ./plimsoll schedule show orders"
      })
  private static final class Group {}

  private ScheduleCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    return new CommandLine(new Group())
        .addSubcommand(new CreateScheduleCommand(terminal, environment))
        .addSubcommand(new ListSchedulesCommand(terminal, environment))
        .addSubcommand(new ShowScheduleCommand(terminal, environment))
        .addSubcommand(new PauseScheduleCommand(terminal, environment))
        .addSubcommand(new ResumeScheduleCommand(terminal, environment))
        .addSubcommand(new RunScheduleCommand(terminal, environment))
        .addSubcommand(new RemoveScheduleCommand(terminal, environment))
        .addSubcommand(new ScheduleHistoryCommand(terminal, environment));
  }
}
