package dev.plimsoll.cli.db;

import dev.plimsoll.cli.build.BuildCommands;
import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll db`: it has only its subcommands.
public final class DbCommands {
  @Command(
      name = "db",
      synopsisSubcommandLabel = "COMMAND",
      description =
          "Register databases: where they are, what must exist there, their load line; and hold what is"
              + " built there.",
      footer = {
        "",
        "Example:",
        "  ./plimsoll db create shop --host db.example --database shop --user shop_owner \\",
        "      --sslmode verify-full --preset medium \\",
        "      --rule 'features.*: primary key (hashkey)'",
        "  ./plimsoll db test shop"
      })
  private static final class Group {}

  private DbCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    CommandLine db =
        new CommandLine(new Group())
            .addSubcommand(new CreateDatabaseCommand(terminal, environment, System.in))
            .addSubcommand(new EditDatabaseCommand(terminal, environment, System.in))
            .addSubcommand(new ListDatabasesCommand(terminal, environment))
            .addSubcommand(new ShowDatabaseCommand(terminal, environment))
            .addSubcommand(new TestDatabaseCommand(terminal, environment))
            .addSubcommand(new RemoveDatabaseCommand(terminal, environment))
            .addSubcommand(new LoadLineCommand(terminal, environment))
            .addSubcommand(new CalibrationCommand(terminal, environment))
            .addSubcommand(new PilotCommand(terminal, environment));
    return BuildCommands.ofDatabases(db, terminal, environment);
  }
}
