package dev.plimsoll.cli.extract;

import picocli.CommandLine.Command;

/// `plimsoll extract`.
@Command(
    name = "extract",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Read tables of a source into Parquet files with a log, and load them into a target.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll extract explain shop 'shop.*'",
      "  ./plimsoll extract run shop 'shop.*' --into warehouse --wait --verify"
    },
    subcommands = {
      RunExtractCommand.class,
      ExplainCommand.class,
      ListExtractsCommand.class,
      ShowExtractCommand.class,
      AnalysisCommand.class,
      CancelExtractCommand.class,
      PauseExtractCommand.class,
      ResumeExtractCommand.class,
      RetryTableCommand.class,
      DiscardTableCommand.class
    })
public final class ExtractCommands {}
