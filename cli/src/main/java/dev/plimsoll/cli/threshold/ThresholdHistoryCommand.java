package dev.plimsoll.cli.threshold;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.contracts.sync.ThresholdChange;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `plimsoll threshold history`.
@Command(
    name = "history",
    description =
        "List who has changed which threshold, when, from what to what and why; the latest first.",
    footer = {"", "Example:", "  ./plimsoll threshold history"})
final class ThresholdHistoryCommand extends SyncApiCommand {
  @Mixin private final LimitOption limit = new LimitOption();

  @Override
  protected int run(SyncApi sync) {
    List<ThresholdChange> changes = sync.thresholdChanges(limit.limit());
    return answer(
        changes,
        "No threshold was ever changed.",
        () -> changes.stream().flatMap(change -> ThresholdText.lines(change).stream()).toList(),
        "threshold list");
  }
}
