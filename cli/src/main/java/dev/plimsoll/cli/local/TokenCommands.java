package dev.plimsoll.cli.local;

import dev.plimsoll.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll token`: it has only its subcommands.
public final class TokenCommands {
  @Command(
      name = "token",
      synopsisSubcommandLabel = "COMMAND",
      description = "The API's token of the system on this machine: replace it by another.",
      footer = {"", "Example:", "  ./plimsoll token rotate"})
  private static final class Group {}

  private TokenCommands() {}

  public static CommandLine of(Terminal terminal) {
    return new CommandLine(new Group()).addSubcommand(new RotateTokenCommand(terminal));
  }
}
