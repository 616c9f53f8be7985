package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.contracts.log.TopicPatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll topic edit`.
@Command(
    name = "edit",
    description = "Add partitions to a topic, change how long its batches stay, or both.",
    footer = {
      "",
      "Example:",
      "  ./plimsoll topic edit clicks --partitions 32 --retain-bytes 10GB \\",
      "      --retain-for none"
    })
final class EditTopicCommand extends MaterializerApiCommand {
  @Parameters(paramLabel = "TOPIC", description = "As topic list shows it.")
  private String topic = "";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "How many there are to be: not fewer than there are.")
  private @Nullable Integer partitions;

  @Mixin private final RetentionOptions retention = new RetentionOptions();

  @Override
  protected int run(MaterializerApi log) {
    LogTopic changed =
        log.change(
            topic,
            new TopicPatch(
                partitions,
                retention.ownsObjects(),
                retention.retentionMs(),
                retention.retentionBytes()));
    return answer(changed, LogText.line(changed), "topic offsets " + topic);
  }
}
