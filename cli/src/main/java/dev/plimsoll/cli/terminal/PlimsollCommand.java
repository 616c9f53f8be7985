package dev.plimsoll.cli.terminal;

import java.io.InputStream;
import java.util.Map;
import picocli.CommandLine.Command;

/// The command without a subcommand: help, and the context of the subcommands.
@Command(
    name = "plimsoll",
    synopsisSubcommandLabel = "COMMAND",
    description = "Heavy work around large PostgreSQL tables, never past the load line.",
    footer = {
      "",
      "Start with:  ./plimsoll demo",
      "Exit codes:  0 ok, 1 failed, 2 usage, 3 not found, 4 not allowed, 5 refused by plan or"
          + " limits,",
      "             6 still running, 7 findings, 8 not running or no answer, 130 interrupted"
    })
public record PlimsollCommand(
    Terminal terminal, Map<String, String> environment, InputStream input) {}
