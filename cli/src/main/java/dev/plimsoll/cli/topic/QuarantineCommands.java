package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll quarantine`: it has only its subcommands.
public final class QuarantineCommands {
  @Command(
      name = "quarantine",
      synopsisSubcommandLabel = "COMMAND",
      description = "Batches that the log accepted and could not place.",
      footer = {"", "Example:", "  ./plimsoll quarantine retry 7"})
  private static final class Group {}

  private QuarantineCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    return new CommandLine(new Group())
        .addSubcommand(new ListQuarantineCommand(terminal, environment))
        .addSubcommand(new RetryQuarantinedCommand(terminal, environment))
        .addSubcommand(new RemoveQuarantinedCommand(terminal, environment));
  }
}
