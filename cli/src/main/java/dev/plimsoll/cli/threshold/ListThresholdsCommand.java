package dev.plimsoll.cli.threshold;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.sync.ThresholdsView;
import java.util.Map;
import picocli.CommandLine.Command;

/// `plimsoll threshold list`.
@Command(
    name = "list",
    description = "Show the thresholds as they hold now, and who has changed them last and why.",
    footer = {"", "Example:", "  ./plimsoll threshold list"})
final class ListThresholdsCommand extends SyncApiCommand {
  ListThresholdsCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(SyncApi sync) {
    ThresholdsView view = sync.thresholds();
    if (json()) {
      terminal.json(view);
    } else {
      ThresholdText.lines(view).forEach(terminal::data);
    }
    next("threshold history");
    return ExitCode.OK;
  }
}
