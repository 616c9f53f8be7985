package dev.plimsoll.cli.load;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.FailedTablesOption;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.LoadView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll load retry`.
@Command(
    name = "retry",
    description = {
      "Go on with tables whose load failed, after the last row that is loaded.",
      "With --wait: exit 0 when all are loaded, 1 when a table failed, 6 when --timeout came first."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll load retry 9a3c --table shop.orders --wait",
      "  ./plimsoll load retry 9a3c"
    })
final class RetryLoadCommand extends LoadCommand {
  @Parameters(paramLabel = "ID", description = ID)
  private String id = "";

  @Mixin private final FailedTablesOption tables = new FailedTablesOption();

  @Option(
      names = {"--wait", "--watch"},
      description = "Wait until the load has ended, and show how far it is.")
  private boolean wait;

  @Override
  protected int run(SyncApi sync) {
    LoadView load = find(sync, id);
    List<TableView> failed = failed(load);
    if (failed.isEmpty()) {
      terminal().say("Nothing of it has failed.");
      return tell(load, ExitCode.OK);
    }
    LoadView now = load;
    for (TableView table : failed) {
      now = sync.retryLoad(load.id(), table.table());
    }
    return wait ? follow(sync, now) : tell(now, ExitCode.OK);
  }

  /// Those that are named, failed or not: the service says what is wrong with the others.
  private List<TableView> failed(LoadView load) {
    return tables.names().isEmpty()
        ? load.tables().stream().filter(table -> table.state() == TableState.FAILED).toList()
        : tables.names().stream().map(name -> named(load, name)).toList();
  }

  static TableView named(LoadView load, String name) {
    return load.tables().stream()
        .filter(table -> table.table().toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                PlimsollException.notFound(
                    "the load has no table '" + name + "' (it is given as schema.table)"));
  }
}
