package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What cancelling, pausing and resuming have in common: of an extract, or of some of its tables.
abstract class SteerExtractCommand extends SyncApiCommand {
  private final String act;

  @Parameters(paramLabel = "ID", description = ExtractLookup.ID)
  private String id = "";

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description =
          "This one alone: schema.table; repeatable (default: all tables that have not ended).")
  private List<String> tables = new ArrayList<>();

  SteerExtractCommand(String act) {
    this.act = act;
  }

  /// What to do next.
  ///
  /// @param extractId its first characters
  abstract String after(String extractId);

  @Override
  protected final int run(SyncApi sync) {
    ExtractView extract = new ExtractLookup(sync).extract(id);
    // All names before the first act: one that is mistyped must not be found out in the middle.
    List<TableView> named =
        tables.stream().map(name -> ExtractLookup.table(extract, name)).toList();
    ExtractView now = extract;
    if (named.isEmpty()) {
      now = sync.control(extract.id(), act);
    }
    for (TableView table : named) {
      now = sync.control(extract.id(), table.table(), act);
    }
    if (json()) {
      terminal().json(now);
    } else {
      terminal().data(ExtractText.summary(now));
      for (TableView table : ExtractText.inOrder(now)) {
        if (named.isEmpty() || named.stream().anyMatch(one -> one.table().equals(table.table()))) {
          terminal().data(ExtractText.line(table));
        }
      }
    }
    next(after(Ids.shortId(now.id())));
    return ExitCode.OK;
  }
}
