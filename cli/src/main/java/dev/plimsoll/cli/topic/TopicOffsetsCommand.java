package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.log.LogOffset;
import dev.plimsoll.contracts.log.LogPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll topic offsets`.
@Command(
    name = "offsets",
    description = "Show where the partitions of a topic begin and end, or where to begin reading.",
    footer = {"", "Example:", "  ./plimsoll topic offsets clicks --at 2026-01-31T12:00:00Z"})
final class TopicOffsetsCommand extends MaterializerApiCommand {
  @Parameters(paramLabel = "TOPIC", description = "As topic list shows it.")
  private String topic = "";

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "earliest, latest, or a time: then the first batch with a record of that time or after.")
  private @Nullable String at;

  @Override
  protected int run(MaterializerApi log) {
    List<LogPartition> partitions = log.partitions(topic);
    int width = Displays.width(terminal());
    if (at == null) {
      if (json()) {
        terminal().json(partitions);
      } else {
        LogText.partitions(partitions, width).forEach(terminal()::data);
      }
    } else {
      List<LogOffset> offsets = offsets(log, partitions, at);
      if (json()) {
        terminal().json(offsets);
      } else {
        LogText.offsets(offsets, width).forEach(terminal()::data);
      }
    }
    LogPartition first = partitions.getFirst();
    next(
        "topic fetch %s --partition %d --offset %d"
            .formatted(topic, first.partition(), first.logStartOffset()));
    return ExitCode.OK;
  }

  private List<LogOffset> offsets(
      MaterializerApi log, List<LogPartition> partitions, String moment) {
    return partitions.stream()
        .map(partition -> log.offset(topic, partition.partition(), moment))
        .toList();
  }
}
