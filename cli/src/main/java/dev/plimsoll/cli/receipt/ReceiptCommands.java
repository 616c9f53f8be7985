package dev.plimsoll.cli.receipt;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll receipt`: it has only its subcommands.
public final class ReceiptCommands {
  @Command(
      name = "receipt",
      synopsisSubcommandLabel = "COMMAND",
      description = "Receipts: proof that source, files and target of an extract are equal.",
      footer = {"", "Example:", "  ./plimsoll receipt create 1f6e0b5c"})
  private static final class Group {}

  private ReceiptCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    return new CommandLine(new Group())
        .addSubcommand(new CreateReceiptCommand(terminal, environment))
        .addSubcommand(new ShowReceiptCommand(terminal, environment));
  }
}
