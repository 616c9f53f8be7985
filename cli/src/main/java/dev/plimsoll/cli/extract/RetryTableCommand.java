package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.FailedTablesOption;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll extract retry`.
@Command(
    name = "retry",
    description = {
      "Go on with tables that failed or were cancelled, from what is safely kept.",
      "With --wait: exit 0 when the extract is done, 1 when a table failed, 6 when --timeout came"
          + " first."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll extract retry 1f6e0b5c --table shop.orders --wait",
      "  ./plimsoll extract retry 1f6e0b5c"
    })
final class RetryTableCommand extends ExtractCommand {
  @Parameters(paramLabel = "ID", description = ExtractLookup.ID)
  private String id = "";

  @Mixin private final FailedTablesOption tables = new FailedTablesOption();

  @Option(
      names = {"--wait", "--watch"},
      description = "Wait until the extract has ended, and show how far it is.")
  private boolean wait;

  @Override
  protected int run(SyncApi sync) {
    ExtractView extract = ExtractLookup.find(sync, id);
    List<TableView> failed = failed(extract);
    if (failed.isEmpty()) {
      return tell(extract, "Nothing of it has failed.", ExitCode.OK);
    }
    ExtractView now = extract;
    for (TableView table : failed) {
      now = sync.control(extract.id(), table.table(), "retry");
    }
    if (!wait) {
      return tell(now, "", ExitCode.OK);
    }
    Watch.Outcome<ExtractProgress> outcome = follow(sync, now.id(), terminal().err());
    return tell(outcome.last().extract(), "", outcome.exitCode());
  }

  /// Those that are named, failed or not: the service says what is wrong with the others.
  private List<TableView> failed(ExtractView extract) {
    return tables.names().isEmpty()
        ? extract.tables().stream().filter(ExtractProgress::isFailed).toList()
        : tables.names().stream().map(name -> ExtractLookup.table(extract, name)).toList();
  }

  private int tell(ExtractView extract, String remark, int exitCode) {
    if (!remark.isEmpty()) {
      terminal().say(remark);
    }
    show(extract, () -> ExtractText.brief(extract));
    boolean running = extract.state() == ExtractView.State.RUNNING;
    next("extract show " + Ids.shortId(extract.id()) + (running ? " --watch" : ""));
    return exitCode;
  }
}
