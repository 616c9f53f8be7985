package dev.plimsoll.cli.threshold;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll threshold`: it has only its subcommands.
public final class ThresholdCommands {
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
      })
  private static final class Group {}

  private ThresholdCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    return new CommandLine(new Group())
        .addSubcommand(new ListThresholdsCommand(terminal, environment))
        .addSubcommand(new EditThresholdsCommand(terminal, environment))
        .addSubcommand(new ThresholdHistoryCommand(terminal, environment));
  }
}
