package dev.plimsoll.cli.load;

import picocli.CommandLine.Command;

/// `plimsoll load`.
@Command(
    name = "load",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Load the files of an extract that was read before into a target; the source is not asked"
            + " again.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll load run 1f6e0b5c --into warehouse --wait",
      "  ./plimsoll load show 9a3c --watch"
    },
    subcommands = {
      RunLoadCommand.class,
      ListLoadsCommand.class,
      ShowLoadCommand.class,
      RetryLoadCommand.class,
      DiscardLoadCommand.class,
      RedshiftLoadCommand.class
    })
public final class LoadCommands {}
