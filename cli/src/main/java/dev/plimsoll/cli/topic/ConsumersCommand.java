package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.log.ConsumerLag;
import dev.plimsoll.contracts.log.ConsumerPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `plimsoll topic consumers`.
@Command(
    name = "consumers",
    description =
        "List the consumers of the log with their lag, or how far one of them has come in each"
            + " partition.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll topic consumers",
      "  ./plimsoll topic consumers loader"
    })
final class ConsumersCommand extends MaterializerApiCommand {
  @Parameters(
      paramLabel = "CONSUMER",
      arity = "0..1",
      description = "One of them (default: all, without their partitions).")
  private @Nullable String consumer;

  @Override
  protected int run(MaterializerApi log) {
    return consumer == null ? all(log) : one(log, consumer);
  }

  private int all(MaterializerApi log) {
    List<ConsumerLag> consumers = log.consumers();
    return answer(
        consumers,
        "Nobody has put a position.",
        () -> LogText.consumers(consumers, Displays.width(terminal())),
        consumers.isEmpty() ? "topic list" : "topic consumers " + consumers.getFirst().consumer());
  }

  private int one(MaterializerApi log, String name) {
    List<ConsumerPosition> positions = log.positions(name);
    return answer(
        positions,
        Printable.line(name) + " has no position in any topic that is there.",
        () -> LogText.positions(positions, Displays.width(terminal())),
        "topic consumers");
  }
}
