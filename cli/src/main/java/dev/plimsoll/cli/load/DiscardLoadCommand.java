package dev.plimsoll.cli.load;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.Confirmation;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.LoadView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll load discard`.
@Command(
    name = "discard",
    description = {
      "Take the rows of tables whose load failed out of the target again, so that another load may"
          + " have them. 'load retry' then loads them from their first row.",
      "Refused where the target's table has not the load's own rows alone: nobody else's go."
    },
    footer = {"", "Examples:", "  ./plimsoll load discard 9a3c --table shop.orders"})
final class DiscardLoadCommand extends SyncApiCommand {
  @Parameters(paramLabel = "ID", description = LoadCommand.ID)
  private String id = "";

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      required = true,
      description = "Its rows: schema.table; repeatable.")
  private List<String> tables = new ArrayList<>();

  @Mixin private final Confirmation confirmation = new Confirmation();

  @Override
  protected int run(SyncApi sync) {
    LoadView load = LoadCommand.find(sync, id);
    // All names before the first of them goes: one may be mistyped.
    List<TableView> named =
        tables.stream().map(name -> RetryLoadCommand.named(load, name)).toList();
    confirmation.require(
        terminal(),
        "the rows of %s go from the target"
            .formatted(named.stream().map(table -> table.table().toString()).toList()),
        id);
    LoadView now = load;
    for (TableView table : named) {
      now = sync.discardLoad(load.id(), table.table());
    }
    if (json()) {
      terminal().json(now);
    } else {
      for (TableView table : named) {
        terminal().data(table.table() + ": its rows are gone from the target");
      }
    }
    next("load retry " + Ids.shortId(now.id()));
    return ExitCode.OK;
  }
}
