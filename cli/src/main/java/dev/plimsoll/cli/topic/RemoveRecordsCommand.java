package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.Confirmation;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.log.LogStart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll topic remove-records`.
@Command(
    name = "remove-records",
    description =
        "Delete the records of a partition before an offset; there is no way back. Whole segments go,"
            + " so a little more may stay, and what log.commits has not told stays in any case.",
    footer = {
      "",
      "Example:",
      "  ./plimsoll topic remove-records clicks --partition 3 --before 1000000 --yes"
    })
final class RemoveRecordsCommand extends MaterializerApiCommand {
  @Parameters(paramLabel = "TOPIC", description = "As topic list shows it.")
  private String topic = "";

  @Option(names = "--partition", paramLabel = "N", required = true, description = "Which one.")
  private int partition;

  @Option(
      names = "--before",
      paramLabel = "OFFSET",
      required = true,
      description = "The first record that is wanted: the high watermark at most.")
  private long before;

  @Mixin private final Confirmation confirmation = new Confirmation();

  @Override
  protected int run(MaterializerApi log) {
    confirmation.require(
        terminal(),
        "the records of %s/%d before offset %d are deleted, and there is no way back"
            .formatted(Printable.line(topic), partition, before),
        topic);
    LogStart start = log.deleteBefore(topic, partition, before);
    if (json()) {
      terminal().json(start);
    } else {
      terminal()
          .data(
              "%s/%d begins at offset %d"
                  .formatted(Printable.line(topic), partition, start.logStartOffset()));
      if (start.logStartOffset() < before) {
        terminal().say("Whole segments go alone, once log.commits has told them.");
      }
    }
    next("topic offsets " + topic);
    return ExitCode.OK;
  }
}
