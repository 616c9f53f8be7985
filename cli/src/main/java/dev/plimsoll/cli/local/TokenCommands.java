package dev.plimsoll.cli.local;

import picocli.CommandLine.Command;

/// `plimsoll token`.
@Command(
    name = "token",
    synopsisSubcommandLabel = "COMMAND",
    description = "The API's token of the system on this machine: replace it by another.",
    footer = {"", "Example:", "  ./plimsoll token rotate"},
    subcommands = RotateTokenCommand.class)
public final class TokenCommands {}
