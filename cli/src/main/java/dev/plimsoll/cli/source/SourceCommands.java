package dev.plimsoll.cli.source;

import picocli.CommandLine.Command;

/// `plimsoll source`.
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
    },
    subcommands = {
      CreateSourceCommand.class,
      EditSourceCommand.class,
      ListSourcesCommand.class,
      TestSourceCommand.class
    })
public final class SourceCommands {}
