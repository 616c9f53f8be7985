package dev.plimsoll.cli.load;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll load`: it has only its subcommands.
public final class LoadCommands {
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
      })
  private static final class Group {}

  private LoadCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    return new CommandLine(new Group())
        .addSubcommand(new RunLoadCommand(terminal, environment))
        .addSubcommand(new ListLoadsCommand(terminal, environment))
        .addSubcommand(new ShowLoadCommand(terminal, environment))
        .addSubcommand(new RetryLoadCommand(terminal, environment))
        .addSubcommand(new DiscardLoadCommand(terminal, environment))
        .addSubcommand(new RedshiftLoadCommand(terminal, environment));
  }
}
