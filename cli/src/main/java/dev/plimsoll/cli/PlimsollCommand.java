package dev.plimsoll.cli;

import picocli.CommandLine.Command;

/// The command without a subcommand: it has only its help.
@Command(
    name = "plimsoll",
    mixinStandardHelpOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    description = "Heavy work around large PostgreSQL tables, never past the load line.",
    footer = {
      "",
      "Start with:  ./plimsoll demo",
      "Exit codes:  0 ok, 1 failed, 2 usage, 3 not found, 4 not allowed, 5 refused by plan or limits,",
      "             6 still running, 7 findings, 130 interrupted"
    })
final class PlimsollCommand {}
