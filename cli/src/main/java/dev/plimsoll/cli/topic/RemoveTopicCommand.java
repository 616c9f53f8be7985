package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.Confirmation;
import dev.plimsoll.cli.text.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `plimsoll topic remove`.
@Command(
    name = "remove",
    description =
        "Delete a topic with all that it holds; there is no way back. Objects are deleted, too, where"
            + " the topic owns them and nothing else refers to them.",
    footer = {"", "Example:", "  ./plimsoll topic remove clicks --yes"})
final class RemoveTopicCommand extends MaterializerApiCommand {
  @Parameters(paramLabel = "TOPIC", description = "As topic list shows it.")
  private String topic = "";

  @Mixin private final Confirmation confirmation = new Confirmation();

  /// What is there no longer.
  record Answer(String deleted) {}

  @Override
  protected int run(MaterializerApi log) {
    confirmation.require(
        terminal(),
        Printable.line(topic) + " and all that it holds are deleted, and there is no way back",
        topic);
    log.delete(topic);
    return answer(new Answer(topic), Printable.line(topic) + " is deleted", "topic list");
  }
}
