package dev.plimsoll.cli.db;

import dev.plimsoll.cli.build.BuildCommands;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll db`.
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
    },
    subcommands = {
      CreateDatabaseCommand.class,
      EditDatabaseCommand.class,
      ListDatabasesCommand.class,
      ShowDatabaseCommand.class,
      TestDatabaseCommand.class,
      RemoveDatabaseCommand.class,
      DatabaseHistoryCommand.class,
      LoadLineCommand.class,
      CalibrationCommand.class,
      PilotCommand.class
    })
public final class DbCommands {
  private DbCommands() {}

  /// With the verbs for all that is built in a database.
  public static CommandLine of() {
    return BuildCommands.ofDatabases(new CommandLine(new DbCommands()));
  }
}
