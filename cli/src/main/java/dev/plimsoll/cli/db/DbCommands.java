package dev.plimsoll.cli.db;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll db`: it has only its subcommands.
public final class DbCommands {
  @Command(
      name = "db",
      synopsisSubcommandLabel = "COMMAND",
      description = "Register databases: where they are, what must exist there, their load line.",
      footer = {
        "",
        "Example:",
        "  ./plimsoll db add shop --host db.example --database shop --user shop_owner \\",
        "      --sslmode verify-full --preset medium \\",
        "      --rule 'features.*: primary key (hashkey)'",
        "  ./plimsoll db test shop"
      })
  private static final class Group {}

  private DbCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    return new CommandLine(new Group())
        .addSubcommand(new DbAddCommand(terminal, environment, System.in))
        .addSubcommand(new DbListCommand(terminal, environment))
        .addSubcommand(new DbShowCommand(terminal, environment))
        .addSubcommand(new DbTestCommand(terminal, environment))
        .addSubcommand(new DbRemoveCommand(terminal, environment));
  }
}
