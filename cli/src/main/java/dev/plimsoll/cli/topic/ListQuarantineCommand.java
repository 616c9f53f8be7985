package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.log.QuarantinedBatches;
import java.util.List;
import picocli.CommandLine.Command;

/// `plimsoll quarantine list`.
@Command(
    name = "list",
    description =
        "List batches that were accepted and could not be placed. Exit 7 where there are any.",
    footer = {"", "Example:", "  ./plimsoll quarantine list"})
final class ListQuarantineCommand extends MaterializerApiCommand {
  @Override
  protected int run(MaterializerApi log) {
    List<QuarantinedBatches> all = log.quarantine();
    if (json()) {
      terminal().json(all);
    } else if (all.isEmpty()) {
      terminal().data("Nothing is set aside.");
    } else {
      all.forEach(one -> terminal().data(Printable.line(line(one))));
    }
    next(all.isEmpty() ? "status" : "quarantine retry " + all.getFirst().id());
    return all.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private static String line(QuarantinedBatches one) {
    QuarantinedBatches.First first = one.first();
    String what =
        first == null
            ? "cannot be read"
            : "%s/%d, producer %s, epoch %d, sequence %d"
                .formatted(
                    first.topic(),
                    first.partition(),
                    first.producerId(),
                    first.producerEpoch(),
                    first.sequence());
    return "%d  %s  %d batches  %s  %s: %s"
        .formatted(one.id(), one.setAsideAt(), one.batches(), what, one.code(), one.reason());
  }
}
