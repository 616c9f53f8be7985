package dev.plimsoll.cli.threshold;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.sync.ThresholdChange;
import java.util.List;
import java.util.Map;
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

  ThresholdHistoryCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(SyncApi sync) {
    List<ThresholdChange> changes = sync.thresholdChanges(limit.limit());
    if (json()) {
      terminal.json(changes);
    } else if (changes.isEmpty()) {
      terminal.say("No threshold was ever changed.");
    } else {
      changes.stream()
          .flatMap(change -> ThresholdText.lines(change).stream())
          .forEach(terminal::data);
    }
    next("threshold list");
    return ExitCode.OK;
  }
}
