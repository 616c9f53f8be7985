package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.sync.ExtractView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `plimsoll extract list`.
@Command(
    name = "list",
    description = "List extracts, the latest first.",
    footer = {"", "Example:", "  ./plimsoll extract list"})
final class ListExtractsCommand extends SyncApiCommand {
  @Mixin private final LimitOption limit = new LimitOption();

  @Override
  protected int run(SyncApi sync) {
    List<ExtractView> extracts = sync.extracts(limit.limit());
    return answer(
        extracts,
        "There are no extracts.",
        () -> ExtractText.list(extracts, Displays.width(terminal())),
        extracts.isEmpty() ? "db list" : "extract show " + Ids.shortId(extracts.getFirst().id()));
  }
}
