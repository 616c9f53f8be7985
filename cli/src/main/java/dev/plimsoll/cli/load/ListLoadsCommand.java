package dev.plimsoll.cli.load;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.sync.LoadView;
import java.util.List;
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

  @Override
  protected int run(SyncApi sync) {
    List<LoadView> loads = sync.loads(limit.limit());
    return answer(
        loads,
        "There are no loads.",
        () -> LoadText.list(loads, Displays.width(terminal())),
        loads.isEmpty() ? "extract list" : "load show " + Ids.shortId(loads.getFirst().id()));
  }
}
