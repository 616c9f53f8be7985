package dev.plimsoll.cli.source;

import picocli.CommandLine.Command;

/// `plimsoll source edit`.
@Command(
    name = "edit",
    description =
        "Register a database to read from or to load into anew, after logging in once to see that it"
            + " lets us. Nothing is changed there.",
    footer = {
      "",
      "Example:",
      "  ./plimsoll source edit shop --host db2.example --database shop --user reader \\",
      "      --sslmode verify-full --credential file:/run/secrets/shop"
    })
final class EditSourceCommand extends RegisterSourceCommand {
  EditSourceCommand() {
    super(true);
  }
}
