package dev.plimsoll.cli.topic;

import picocli.CommandLine.Command;

/// `plimsoll topic`.
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
    },
    subcommands = {
      ListTopicsCommand.class,
      CreateTopicCommand.class,
      EditTopicCommand.class,
      RemoveTopicCommand.class,
      RemoveRecordsCommand.class,
      TopicOffsetsCommand.class,
      FetchRecordsCommand.class,
      ConsumersCommand.class,
      ShardsCommand.class,
      AuditCommand.class
    })
public final class TopicCommands {}
