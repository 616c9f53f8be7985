package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll topic`: it has only its subcommands.
public final class TopicCommands {
  @Command(
      name = "topic",
      synopsisSubcommandLabel = "COMMAND",
      description =
          "Topics of the log: make, change and delete them or their first records, look where they"
              + " begin and end, read and audit them, and see who reads how far.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll topic create clicks --partitions 16 --retain-for 7d",
        "  ./plimsoll topic fetch clicks --partition 3 --offset 1000 --wait 10s",
        "  ./plimsoll topic audit --topic orders."
      })
  private static final class Group {}

  private TopicCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    return new CommandLine(new Group())
        .addSubcommand(new ListTopicsCommand(terminal, environment))
        .addSubcommand(new CreateTopicCommand(terminal, environment))
        .addSubcommand(new EditTopicCommand(terminal, environment))
        .addSubcommand(new RemoveTopicCommand(terminal, environment))
        .addSubcommand(new RemoveRecordsCommand(terminal, environment))
        .addSubcommand(new TopicOffsetsCommand(terminal, environment))
        .addSubcommand(new FetchRecordsCommand(terminal, environment))
        .addSubcommand(new ConsumersCommand(terminal, environment))
        .addSubcommand(new ShardsCommand(terminal, environment))
        .addSubcommand(new AuditCommand(terminal, environment));
  }
}
