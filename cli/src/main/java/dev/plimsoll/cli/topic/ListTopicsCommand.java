package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.log.LogTopic;
import java.util.List;
import picocli.CommandLine.Command;

/// `plimsoll topic list`.
@Command(
    name = "list",
    description = "List the topics of the log with what they hold.",
    footer = {"", "Example:", "  ./plimsoll topic list"})
final class ListTopicsCommand extends MaterializerApiCommand {
  @Override
  protected int run(MaterializerApi log) {
    List<LogTopic> topics = log.topics();
    return answer(
        topics,
        "The log has no topics.",
        () -> LogText.topics(topics, Displays.width(terminal())),
        topics.isEmpty()
            ? "topic create TOPIC --partitions 16"
            : "topic offsets " + topics.getFirst().topic());
  }
}
