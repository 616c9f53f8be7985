package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.sync.ExtractView;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `plimsoll extract list`.
@Command(
    name = "list",
    description = "List extracts, the latest first.",
    footer = {"", "Example:", "  ./plimsoll extract list"})
final class ListExtractsCommand extends SyncApiCommand {
  @Mixin private final LimitOption limit = new LimitOption();

  ListExtractsCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(SyncApi sync) {
    List<ExtractView> extracts = sync.extracts(limit.limit());
    if (json()) {
      terminal.json(extracts);
    } else if (extracts.isEmpty()) {
      terminal.say("There are no extracts.");
    } else {
      ExtractText.list(extracts, Displays.width(terminal)).forEach(terminal::data);
    }
    next(
        extracts.isEmpty()
            ? "source list"
            : "extract show " + Ids.shortId(extracts.getFirst().id()));
    return ExitCode.OK;
  }
}
