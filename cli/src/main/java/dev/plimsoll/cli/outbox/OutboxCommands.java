package dev.plimsoll.cli.outbox;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll outbox`: it has only its subcommands.
public final class OutboxCommands {
  @Command(
      name = "outbox",
      synopsisSubcommandLabel = "COMMAND",
      description = "Messages of planner and sync that Kafka does not take as they are.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll outbox list",
        "  ./plimsoll outbox retry 7 --service planner"
      })
  private static final class Group {}

  private OutboxCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    return new CommandLine(new Group())
        .addSubcommand(new ListOutboxCommand(terminal, environment))
        .addSubcommand(new RetryMessageCommand(terminal, environment))
        .addSubcommand(new RemoveMessageCommand(terminal, environment));
  }
}
