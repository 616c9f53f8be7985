package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.log.LogFlow;
import dev.plimsoll.contracts.log.LogFlow.ShardWait;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/// `plimsoll topic shards`.
@Command(
    name = "shards",
    description = {
      "Show what waits for offsets, by shard: how much, since when, which batch is next, and for",
      "whom it waits. Exit 7 where a shard stands still."
    },
    footer = {"", "Example:", "  ./plimsoll topic shards"})
final class ShardsCommand extends MaterializerApiCommand {
  @Override
  protected int run(MaterializerApi log) {
    LogFlow flow = log.flow();
    List<ShardWait> shards = flow.shards();
    show(
        flow,
        () ->
            shards.isEmpty()
                ? List.of("Nothing waits for offsets.")
                : shards.stream().flatMap(shard -> lines(shard).stream()).toList());
    boolean standing = shards.stream().anyMatch(ShardWait::standsStill);
    next(standing ? "logs materializer" : "status");
    return standing ? ExitCode.FINDINGS : ExitCode.OK;
  }

  private static List<String> lines(ShardWait shard) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "shard %d  %s batches  the oldest since %s%s"
            .formatted(
                shard.shard(),
                Amounts.count(shard.waitingBatches()),
                length(shard.oldestSeconds()),
                shard.standsStill() ? "  STANDS STILL for " + length(shard.nextSeconds()) : ""));
    add(lines, "  next: ", shard.next());
    add(lines, "  waits for: ", shard.waitsFor());
    add(lines, "  ", shard.fix());
    return lines;
  }

  private static void add(List<String> lines, String heading, @Nullable Object value) {
    if (value != null) {
      lines.add(heading + Printable.line(value.toString()));
    }
  }

  private static String length(double seconds) {
    return Amounts.millis((long) (seconds * 1_000));
  }
}
