package dev.plimsoll.cli.load;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.DiscardRowsCommand;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.FailedTablesOption;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.LoadView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll load`.
@Command(
    name = "load",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Load the files of an extract that was read before into a target; the source is not asked"
            + " again.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll load run 1f6e0b5c --into warehouse --wait",
      "  ./plimsoll load show 9a3c --watch"
    },
    subcommands = {
      RunLoadCommand.class,
      LoadCommands.ListLoadsCommand.class,
      LoadCommands.ShowLoadCommand.class,
      LoadCommands.RetryLoadCommand.class,
      LoadCommands.DiscardLoadCommand.class,
      RedshiftLoadCommand.class
    })
public final class LoadCommands {

  /// `plimsoll load list`.
  @Command(
      name = "list",
      description =
          "List loads of extracts that were read before, the latest first. What an extract has"
              + " loaded itself, 'extract list' shows.",
      footer = {"", "Example:", "  ./plimsoll load list"})
  static final class ListLoadsCommand extends SyncApiCommand {
    @Mixin private final LimitOption limit = new LimitOption();

    @Override
    protected int run(SyncApi sync) {
      List<LoadView> loads = sync.loads(limit.limit());
      return answer(
          loads,
          "There are no loads.",
          () -> LoadText.list(loads, width()),
          loads.isEmpty() ? "extract list" : "load show " + Ids.shortId(loads.getFirst().id()));
    }
  }

  /// A command about one load.
  abstract static class OneLoadCommand extends LoadCommand {
    @Parameters(paramLabel = "ID", description = ExtractLookup.ID)
    String id = "";
  }

  /// `plimsoll load show`.
  @Command(
      name = "show",
      description = {
        "Show the tables of a load: how much of each is loaded, and why one failed.",
        "With --watch it goes on until all have ended: exit 0 when all are loaded, 1 when one"
            + " failed, 6 when --timeout came first."
      },
      footer = {"", "Example:", "  ./plimsoll load show 9a3c --watch"})
  static final class ShowLoadCommand extends OneLoadCommand {
    @Option(names = "--watch", description = "Go on until all have ended.")
    private boolean watch;

    @Override
    protected int run(SyncApi sync) {
      LoadView load = find(sync, id);
      if (watch) {
        return follow(sync, load);
      }
      show(
          load,
          () ->
              new Details(1)
                  .line(LoadText.summary(load))
                  .paragraph(LoadText.table(load, width()))
                  .paragraph(LoadText.failures(load))
                  .lines());
      suggest(load);
      return ExitCode.OK;
    }
  }

  /// `plimsoll load retry`.
  @Command(
      name = "retry",
      description = {
        "Go on with tables whose load failed, after the last row that is loaded.",
        "With --wait: exit 0 when all are loaded, 1 when a table failed, 6 when --timeout came"
            + " first."
      },
      footer = {
        "",
        "Examples:",
        "  ./plimsoll load retry 9a3c --table shop.orders --wait",
        "  ./plimsoll load retry 9a3c"
      })
  static final class RetryLoadCommand extends OneLoadCommand {
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
        now = sync.controlLoad(load.id(), table.table(), "retry");
      }
      return wait ? follow(sync, now) : tell(now, ExitCode.OK);
    }

    /// Those that are named, failed or not: the service says what is wrong with the others.
    private List<TableView> failed(LoadView load) {
      return tables.names().isEmpty()
          ? load.tables().stream().filter(table -> table.state() == TableState.FAILED).toList()
          : tables.names().stream().map(name -> LoadCommand.table(load, name)).toList();
    }
  }

  /// `plimsoll load discard`.
  @Command(
      name = "discard",
      description = {
        "Take the rows of tables whose load failed out of the target again, so that another load"
            + " may have them. 'load retry' then loads them from their first row.",
        "Refused where the target's table has not the load's own rows alone: nobody else's go."
      },
      footer = {"", "Examples:", "  ./plimsoll load discard 9a3c --table shop.orders"})
  static final class DiscardLoadCommand extends DiscardRowsCommand {
    @Override
    protected int run(SyncApi sync) {
      LoadView load = LoadCommand.find(sync, id());
      return discard(
          name -> LoadCommand.table(load, name).table(),
          table -> sync.controlLoad(load.id(), table, "discard"),
          "load retry " + Ids.shortId(load.id()));
    }
  }
}
