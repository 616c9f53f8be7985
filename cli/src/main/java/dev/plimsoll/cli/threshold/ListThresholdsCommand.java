package dev.plimsoll.cli.threshold;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.contracts.sync.ThresholdsView;
import picocli.CommandLine.Command;

/// `plimsoll threshold list`.
@Command(
    name = "list",
    description = "Show the thresholds as they hold now, and who has changed them last and why.",
    footer = {"", "Example:", "  ./plimsoll threshold list"})
final class ListThresholdsCommand extends SyncApiCommand {
  @Override
  protected int run(SyncApi sync) {
    ThresholdsView view = sync.thresholds();
    return answer(view, () -> ThresholdText.lines(view), "threshold history");
  }
}
