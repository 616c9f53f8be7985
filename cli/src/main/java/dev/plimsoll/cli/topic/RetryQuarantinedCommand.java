package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import picocli.CommandLine.Command;

/// `plimsoll quarantine retry`.
@Command(
    name = "retry",
    description = "Put it at the end of its shard's queue.",
    footer = {"", "Example:", "  ./plimsoll quarantine retry 7"})
final class RetryQuarantinedCommand extends QuarantineCommand {
  @Override
  String decide(MaterializerApi log, long id) {
    log.retryQuarantined(id);
    return "retried";
  }
}
