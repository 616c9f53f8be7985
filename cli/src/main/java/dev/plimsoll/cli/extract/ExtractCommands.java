package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll extract`: it has only its subcommands.
public final class ExtractCommands {
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
      })
  private static final class Group {}

  private ExtractCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    return new CommandLine(new Group())
        .addSubcommand(new RunExtractCommand(terminal, environment))
        .addSubcommand(new ExplainCommand(terminal, environment))
        .addSubcommand(new ListExtractsCommand(terminal, environment))
        .addSubcommand(new ShowExtractCommand(terminal, environment))
        .addSubcommand(new AnalysisCommand(terminal, environment))
        .addSubcommand(new CancelExtractCommand(terminal, environment))
        .addSubcommand(new PauseExtractCommand(terminal, environment))
        .addSubcommand(new ResumeExtractCommand(terminal, environment))
        .addSubcommand(new RetryTableCommand(terminal, environment))
        .addSubcommand(new DiscardTableCommand(terminal, environment));
  }
}
