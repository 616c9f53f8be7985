package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.log.LogFlow;
import dev.plimsoll.contracts.log.LogFlow.ShardWait;
import java.time.Duration;
import java.util.List;
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
    if (json()) {
      terminal().json(flow);
    } else {
      shards.forEach(ShardsCommand.this::print);
      if (shards.isEmpty()) {
        terminal().data("Nothing waits for offsets.");
      }
    }
    boolean standing = shards.stream().anyMatch(ShardWait::standsStill);
    next(standing ? "logs materializer" : "status");
    return standing ? ExitCode.FINDINGS : ExitCode.OK;
  }

  private void print(ShardWait shard) {
    terminal()
        .data(
            "shard %d  %s batches  %s%s"
                .formatted(
                    shard.shard(),
                    Amounts.count(shard.waitingBatches()),
                    "the oldest since " + length(shard.oldestSeconds()),
                    shard.standsStill()
                        ? "  STANDS STILL for " + length(shard.nextSeconds())
                        : ""));
    if (shard.next() != null) {
      terminal().data(Printable.line("  next: " + shard.next()));
    }
    if (shard.waitsFor() != null) {
      terminal().data(Printable.line("  waits for: " + shard.waitsFor()));
    }
    if (shard.fix() != null) {
      terminal().data(Printable.line("  " + shard.fix()));
    }
  }

  private static String length(double seconds) {
    return Amounts.duration(Duration.ofMillis((long) (seconds * 1_000)));
  }
}
