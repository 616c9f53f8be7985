package dev.plimsoll.cli.source;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll source`: it has only its subcommands.
public final class SourceCommands {
  @Command(
      name = "source",
      synopsisSubcommandLabel = "COMMAND",
      description =
          "Register databases for ./plimsoll extract: to read tables from, and to load them into.",
      footer = {
        "",
        "Example:",
        "  ./plimsoll source create shop --host db.example --database shop --user reader \\",
        "      --sslmode verify-full --password-stdin < password",
        "  ./plimsoll source test shop"
      })
  private static final class Group {}

  private SourceCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    return new CommandLine(new Group())
        .addSubcommand(new CreateSourceCommand(terminal, environment, System.in))
        .addSubcommand(new EditSourceCommand(terminal, environment, System.in))
        .addSubcommand(new ListSourcesCommand(terminal, environment))
        .addSubcommand(new TestSourceCommand(terminal, environment));
  }
}
