package dev.plimsoll.cli.outbox;

import dev.plimsoll.cli.api.OutboxApi;
import picocli.CommandLine.Command;

/// `plimsoll outbox retry`.
@Command(
    name = "retry",
    description =
        "Send it once more, before all that waits: once the limits of topic and producer are raised.",
    footer = {"", "Example:", "  ./plimsoll outbox retry 7 --service planner"})
final class RetryMessageCommand extends DecidingCommand {

  @Override
  String decide(OutboxApi outbox, long id) {
    outbox.retry(id);
    return "retried";
  }
}
