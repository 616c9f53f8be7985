package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.log.LogTopic;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/// `plimsoll topic list`.
@Command(
    name = "list",
    description = "List the topics of the log with what they hold.",
    footer = {"", "Example:", "  ./plimsoll topic list"})
final class ListTopicsCommand extends MaterializerApiCommand {
  ListTopicsCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(MaterializerApi log) {
    List<LogTopic> topics = log.topics();
    if (json()) {
      terminal.json(topics);
    } else if (topics.isEmpty()) {
      terminal.say("The log has no topics.");
    } else {
      LogText.topics(topics, Displays.width(terminal)).forEach(terminal::data);
    }
    next(
        topics.isEmpty()
            ? "topic create TOPIC --partitions 16"
            : "topic offsets " + topics.getFirst().topic());
    return ExitCode.OK;
  }
}
