package dev.plimsoll.cli.schedule;

import picocli.CommandLine.Command;

/// `plimsoll schedule`.
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
    },
    subcommands = {
      CreateScheduleCommand.class,
      ListSchedulesCommand.class,
      ShowScheduleCommand.class,
      PauseScheduleCommand.class,
      ResumeScheduleCommand.class,
      RunScheduleCommand.class,
      RemoveScheduleCommand.class,
      ScheduleHistoryCommand.class
    })
public final class ScheduleCommands {}
