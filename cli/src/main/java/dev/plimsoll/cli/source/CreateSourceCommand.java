package dev.plimsoll.cli.source;

import picocli.CommandLine.Command;

/// `plimsoll source create`.
@Command(
    name = "create",
    description = {
      "Register a database to read from or to load into, after logging in once to see that it lets"
          + " us. Nothing is changed there.",
      "A MariaDB (or MySQL, untested) is read from, never loaded into. Its address is that of --host,"
          + " --port (3306), --database, --user and --sslmode alone: PG* variables and service"
          + " entries are PostgreSQL's, and so is a pgpass file.",
      "An Amazon Redshift (never tried) is loaded into by 'load redshift', never read from. Its"
          + " address is found as a PostgreSQL's; its port is 5439 where none is given."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll source create shop --service shop",
      "  ./plimsoll source create shop --host db.example --database shop --user reader \\",
      "      --sslmode verify-full --credential file:/run/secrets/shop",
      "  ./plimsoll source create legacy --kind mariadb --host db2.example \\",
      "      --database shop --user reader --password-stdin < password"
    })
final class CreateSourceCommand extends RegisterSourceCommand {
  CreateSourceCommand() {
    super(false);
  }
}
