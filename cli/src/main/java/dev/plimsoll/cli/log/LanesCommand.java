package dev.plimsoll.cli.log;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.log.LogFlow;
import dev.plimsoll.contracts.log.LogFlow.LaneWait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/// `plimsoll log lanes`.
@Command(
    name = "lanes",
    description = {
      "Show what waits for offsets, by lane: how much, since when, which batch is next, and for",
      "whom it waits. Exit 7 where a lane stands still."
    })
final class LanesCommand extends MaterializerCommand {
  LanesCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(MaterializerApi log) {
    LogFlow flow = log.flow();
    List<LaneWait> lanes = flow.lanes();
    if (json()) {
      terminal.json(flow);
    } else {
      lanes.forEach(LanesCommand.this::print);
      if (lanes.isEmpty()) {
        terminal.data("Nothing waits for offsets.");
      }
    }
    boolean standing = lanes.stream().anyMatch(LaneWait::standsStill);
    next(standing ? "logs materializer" : "status");
    return standing ? ExitCode.FINDINGS : ExitCode.OK;
  }

  private void print(LaneWait lane) {
    terminal.data(
        "lane %d  %s batches  %s%s"
            .formatted(
                lane.lane(),
                Amounts.count(lane.waitingBatches()),
                "the oldest since " + length(lane.oldestSeconds()),
                lane.standsStill() ? "  STANDS STILL for " + length(lane.nextSeconds()) : ""));
    if (lane.next() != null) {
      terminal.data(Printable.line("  next: " + lane.next()));
    }
    if (lane.waitsFor() != null) {
      terminal.data(Printable.line("  waits for: " + lane.waitsFor()));
    }
    if (lane.fix() != null) {
      terminal.data(Printable.line("  " + lane.fix()));
    }
  }

  private static String length(double seconds) {
    return Amounts.duration(Duration.ofMillis((long) (seconds * 1_000)));
  }
}
