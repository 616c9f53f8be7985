package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Sizes;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "fetch",
    description = {
      "Show which ranges of which objects hold the records from an offset on. The first one holds"
          + " the offset."
    },
    footer = {
      "",
      "Example:",
      "  ./plimsoll topic fetch clicks --partition 3 --offset 1000 --wait 10s \\",
      "      --max-records 500"
    })
final class FetchRecordsCommand extends TopicCommands.OneTopicCommand {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  @Option(
      names = "--partition",
      paramLabel = "N",
      defaultValue = "0",
      description = "Which one (default: ${DEFAULT-VALUE}).")
  private int partition;

  @Option(
      names = "--offset",
      paramLabel = "N",
      description = "Where to begin (default: where the log begins).")
  private @Nullable Long offset;

  @Option(
      names = "--max-records",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Records at most, but one batch at least (default: ${DEFAULT-VALUE}).")
  private long maxRecords;

  @Option(
      names = "--max-bytes",
      paramLabel = "SIZE",
      defaultValue = "64MB",
      description = "Of objects at most, but one batch at least (default: ${DEFAULT-VALUE}).")
  private String maxBytes = "";

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description = "How long to wait for records at the end of the log, up to 30s.")
  private @Nullable String wait;

  @Override
  protected int run(MaterializerApi log) {
    Duration waiting = waiting();
    long bytes = Sizes.parse(maxBytes);
    long from = offset == null ? log.offset(topic, partition, "earliest").offset() : offset;
    LogFetch fetched = log.fetch(topic, partition, from, maxRecords, bytes, waiting);
    if (fetched.batches().isEmpty() && !json()) {
      terminal().say("Nothing from " + from + " on: that is the end of the log.");
    } else {
      show(fetched, () -> LogText.batches(fetched, width()));
    }
    next(
        "topic fetch %s --partition %d --offset %d --wait 10s"
            .formatted(topic, partition, fetched.nextOffset()));
    return ExitCode.OK;
  }

  private Duration waiting() {
    if (wait == null) {
      return Duration.ZERO;
    }
    Duration asked = Spans.parse(wait);
    if (asked.compareTo(LONGEST_WAIT) > 0) {
      throw PlimsollException.usage("--wait is at most 30s");
    }
    return asked;
  }
}
