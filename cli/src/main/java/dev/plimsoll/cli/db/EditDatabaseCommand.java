package dev.plimsoll.cli.db;

import dev.plimsoll.cli.rules.RuleText;
import picocli.CommandLine.Command;

/// `plimsoll db edit`.
@Command(
    name = "edit",
    description = {
      "Register a database anew, after connecting once to see that it can: what is not given is as"
          + " for a new one, but for the load line. Nothing is changed there.",
      "A rule is '" + RuleText.FORM + "'."
    },
    footer = {
      "",
      "Example:",
      "  ./plimsoll db edit shop --service shop --cores 8 --memory 32GB \\",
      "      --temp-disk 200GB --disk 500GB --rules shop.rules"
    })
final class EditDatabaseCommand extends RegisterDatabaseCommand {
  EditDatabaseCommand() {
    super(true);
  }
}
