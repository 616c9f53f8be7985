package dev.plimsoll.cli.log;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll log`: it has only its subcommands.
public final class LogCommands {
  @Command(
      name = "log",
      synopsisSubcommandLabel = "COMMAND",
      description = "Look after the log: batches in the order of their offsets.",
      footer = {"", "Example:", "  ./plimsoll log audit --topic orders."})
  private static final class Group {}

  private LogCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    return new CommandLine(new Group()).addSubcommand(new LogAuditCommand(terminal, environment));
  }
}
