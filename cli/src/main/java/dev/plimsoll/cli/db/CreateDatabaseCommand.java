package dev.plimsoll.cli.db;

import dev.plimsoll.cli.rules.RuleText;
import picocli.CommandLine.Command;

/// `plimsoll db create`.
@Command(
    name = "create",
    description = {
      "Register a database, after connecting once to see that it can. Nothing is changed there.",
      "A rule is '" + RuleText.FORM + "'."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll db create shop --host db.example --database shop --user shop_owner \\",
      "      --sslmode verify-full --preset medium \\",
      "      --rule 'features.*: primary key (hashkey)'",
      "  ./plimsoll db create shop --service shop --cores 8 --memory 16GB \\",
      "      --temp-disk 200GB --disk 500GB --wal-rate 100MB \\",
      "      --window 22:00+4h@Europe/Berlin --rules shop.rules",
      "  ./plimsoll db create shop --service shop --preset cu:16 \\",
      "      --password-stdin < password"
    })
final class CreateDatabaseCommand extends RegisterDatabaseCommand {
  CreateDatabaseCommand() {
    super(false);
  }
}
