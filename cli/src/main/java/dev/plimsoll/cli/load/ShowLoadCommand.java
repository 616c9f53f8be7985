package dev.plimsoll.cli.load;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.sync.LoadView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll load show`.
@Command(
    name = "show",
    description = {
      "Show the tables of a load: how much of each is loaded, and why one failed.",
      "With --watch it goes on until all have ended: exit 0 when all are loaded, 1 when one failed,"
          + " 6 when --timeout came first."
    },
    footer = {"", "Example:", "  ./plimsoll load show 9a3c --watch"})
final class ShowLoadCommand extends LoadCommand {
  @Parameters(paramLabel = "ID", description = ID)
  private String id = "";

  @Option(names = "--watch", description = "Go on until all have ended.")
  private boolean watch;

  @Override
  protected int run(SyncApi sync) {
    LoadView load = find(sync, id);
    if (watch) {
      return follow(sync, load);
    }
    if (json()) {
      terminal().json(load);
    } else {
      terminal().data(LoadText.summary(load));
      terminal().data("");
      LoadText.table(load, Displays.width(terminal())).forEach(terminal()::data);
      List<String> failures = LoadText.failures(load);
      if (!failures.isEmpty()) {
        terminal().data("");
        failures.forEach(terminal()::data);
      }
    }
    suggest(load);
    return ExitCode.OK;
  }
}
