package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.TableOption;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll extract show`.
@Command(
    name = "show",
    description = {
      "Show the tables of an extract: how far each is, how fast, with how many queries, and why one"
          + " failed. With --table, one of them in full.",
      "With --watch it goes on until all have ended, repainted on a terminal and a line for each"
          + " change in a pipe: exit 0 when all are done, 1 when one failed or was cancelled, 6"
          + " when --timeout came first. Leaving by Ctrl-C does not stop the extract."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll extract show 1f6e0b5c --watch",
      "  ./plimsoll extract show 1f6e0b5c --table shop.orders"
    })
final class ShowExtractCommand extends ExtractCommand {
  @Parameters(paramLabel = "ID", description = ExtractLookup.ID)
  private String id = "";

  @Mixin private final TableOption only = new TableOption();

  @Option(names = "--watch", description = "Go on until all have ended.")
  private boolean watch;

  @Override
  protected int run(SyncApi sync) {
    @Nullable String table = only.name();
    if (watch && table != null) {
      throw PlimsollException.usage("--watch shows all tables, --table one");
    }
    ExtractView extract = ExtractLookup.find(sync, id);
    if (watch) {
      Watch.Outcome<ExtractProgress> outcome = follow(sync, extract.id(), terminal().out());
      ExtractView last = outcome.last().extract();
      if (json()) {
        terminal().json(last);
      }
      suggest(last);
      return outcome.exitCode();
    }
    if (table != null) {
      TableView one = ExtractLookup.table(extract, table);
      show(one, () -> TableDetails.lines(extract, one));
    } else {
      show(extract, () -> ExtractText.full(extract, width()));
    }
    suggest(extract);
    return ExitCode.OK;
  }

  private void suggest(ExtractView extract) {
    String extractId = Ids.shortId(extract.id());
    switch (extract.state()) {
      case RUNNING -> next("extract show " + extractId + " --watch");
      case FAILED -> next("extract retry " + extractId);
      case null -> next("extract list");
      case DONE -> next(extract.target() == null ? "extract list" : "receipt create " + extractId);
    }
  }
}
