package dev.plimsoll.cli.threshold;

import picocli.CommandLine.Command;

/// `plimsoll threshold`.
@Command(
    name = "threshold",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Show and change the thresholds of sparse_sequence_optimization, which reading by windows"
            + " of ids goes by; while extracts run, in every process, with a record of each change.",
    footer = {
      "",
      "Example:",
      "  ./plimsoll threshold edit detection.efficiency_threshold=0.2 \\",
      "      --reason 'half empty is sparse'"
    },
    subcommands = {
      ListThresholdsCommand.class,
      EditThresholdsCommand.class,
      ThresholdHistoryCommand.class
    })
public final class ThresholdCommands {}
