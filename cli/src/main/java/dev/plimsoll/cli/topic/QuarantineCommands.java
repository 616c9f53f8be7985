package dev.plimsoll.cli.topic;

import picocli.CommandLine.Command;

/// `plimsoll quarantine`.
@Command(
    name = "quarantine",
    synopsisSubcommandLabel = "COMMAND",
    description = "Batches that the log accepted and could not place.",
    footer = {"", "Example:", "  ./plimsoll quarantine retry 7"},
    subcommands = {
      ListQuarantineCommand.class,
      RetryQuarantinedCommand.class,
      RemoveQuarantinedCommand.class
    })
public final class QuarantineCommands {}
