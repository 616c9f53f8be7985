package dev.plimsoll.cli.load;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.sync.LoadView;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `plimsoll load list`.
@Command(
    name = "list",
    description =
        "List loads of extracts that were read before, the latest first. What an extract has loaded"
            + " itself, 'extract list' shows.",
    footer = {"", "Example:", "  ./plimsoll load list"})
final class ListLoadsCommand extends SyncApiCommand {
  @Mixin private final LimitOption limit = new LimitOption();

  ListLoadsCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(SyncApi sync) {
    List<LoadView> loads = sync.loads(limit.limit());
    if (json()) {
      terminal.json(loads);
    } else if (loads.isEmpty()) {
      terminal.say("There are no loads.");
    } else {
      LoadText.list(loads, Displays.width(terminal)).forEach(terminal::data);
    }
    next(loads.isEmpty() ? "extract list" : "load show " + Ids.shortId(loads.getFirst().id()));
    return ExitCode.OK;
  }
}
