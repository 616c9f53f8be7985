package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.Confirmation;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll extract discard`.
@Command(
    name = "discard",
    description = {
      "Take the rows of tables that failed or were cancelled out of the target again, so that another"
          + " extract may load them. 'extract retry' then loads them from their first row.",
      "Refused where the target's table has not the extract's own rows alone: nobody else's go."
    },
    footer = {"", "Examples:", "  ./plimsoll extract discard 1f6e0b5c --table shop.orders"})
final class DiscardTableCommand extends SyncApiCommand {
  @Parameters(paramLabel = "ID", description = ExtractLookup.ID)
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
    ExtractView extract = new ExtractLookup(sync).extract(id);
    // All names before the first of them goes: one may be mistyped.
    List<TableView> named =
        tables.stream().map(name -> ExtractLookup.table(extract, name)).toList();
    confirmation.require(
        terminal(),
        "the rows of %s go from the target"
            .formatted(named.stream().map(table -> table.table().toString()).toList()),
        id);
    ExtractView now = extract;
    for (TableView table : named) {
      now = sync.control(extract.id(), table.table(), "discard");
    }
    if (json()) {
      terminal().json(now);
    } else {
      for (TableView table : named) {
        terminal().data(table.table() + ": its rows are gone from the target");
      }
    }
    next("extract retry " + Ids.shortId(now.id()));
    return ExitCode.OK;
  }
}
