package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.contracts.log.TopicRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll topic create`.
@Command(
    name = "create",
    description = "Make a topic of the log. Where it is there, just so, nothing is done.",
    footer = {
      "",
      "Example:",
      "  ./plimsoll topic create clicks --partitions 16 --retain-for 7d --owns-objects"
    })
final class CreateTopicCommand extends MaterializerApiCommand {
  @Parameters(paramLabel = "TOPIC", description = "1 to 255 characters.")
  private String topic = "";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many, numbered from 0 on (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Mixin private final RetentionOptions retention = new RetentionOptions();

  @Override
  protected int run(MaterializerApi log) {
    LogTopic made =
        log.create(
            new TopicRequest(
                topic,
                partitions,
                retention.ownsObjects(),
                retention.retentionMs(),
                retention.retentionBytes()));
    return answer(made, LogText.line(made), "topic offsets " + topic);
  }
}
