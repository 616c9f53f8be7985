package dev.plimsoll.cli.log;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll log`: it has only its subcommands.
public final class LogCommands {
  @Command(
      name = "log",
      synopsisSubcommandLabel = "COMMAND",
      description =
          "Topics of the log: make, change and delete them or their first records, look where they"
              + " begin and end, read and audit them, and see who reads how far.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll log create clicks --partitions 16 --retain-for 7d",
        "  ./plimsoll log fetch clicks --partition 3 --offset 1000 --wait 10s",
        "  ./plimsoll log audit --topic orders."
      })
  private static final class Group {}

  private LogCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    return new CommandLine(new Group())
        .addSubcommand(new TopicsCommand(terminal, environment))
        .addSubcommand(new CreateTopicCommand(terminal, environment))
        .addSubcommand(new AlterTopicCommand(terminal, environment))
        .addSubcommand(new DeleteTopicCommand(terminal, environment))
        .addSubcommand(new DeleteRecordsCommand(terminal, environment))
        .addSubcommand(new OffsetsCommand(terminal, environment))
        .addSubcommand(new FetchCommand(terminal, environment))
        .addSubcommand(new PositionsCommand(terminal, environment))
        .addSubcommand(new QuarantineCommand(terminal, environment))
        .addSubcommand(new ShardsCommand(terminal, environment))
        .addSubcommand(new LogAuditCommand(terminal, environment));
  }
}
