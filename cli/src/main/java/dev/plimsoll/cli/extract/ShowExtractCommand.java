package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.extract.ExtractCommands.TableOption;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.IcebergSnapshot;
import dev.plimsoll.contracts.sync.IncrementWindow;
import dev.plimsoll.contracts.sync.IncrementWindow.Merged;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.contracts.sync.TableReading;
import dev.plimsoll.contracts.sync.TableReading.Consistency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class ShowExtractCommand extends ExtractCommands.FollowExtractCommand {
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
      show(one, () -> lines(extract, one));
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

  static List<String> lines(ExtractView extract, TableView table) {
    TableCounters counters = table.counters();
    TableReading reading = table.reading();
    Details lines = Details.withHeadings(11).line(ExtractText.name(table));
    lines.row("extract", extract.id() + " of " + extract.source());
    lines.row("target", extract.target());
    lines.row("target table", table.targetTable());
    lines.row("state", state(table));
    lines.row("strategy", ExtractText.strategy(table));
    if (reading != null) {
      lines.row("why", reading.why());
      lines.row("rows are of", moment(reading.consistency()));
      lines.row("generation", reading.generation());
      lines.row("key", String.join(", ", reading.sourceKey()));
    }
    IncrementWindow increment = reading == null ? null : reading.increment();
    if (increment != null) {
      lines.row("increment", window(increment));
      lines.row("waits for", increment.waitsFor());
      lines.row("new columns", String.join(", ", increment.addedColumns()));
      lines.row("merged", extract.target() == null ? "" : merged(increment));
    }
    lines.row("read tasks", Amounts.count(reading == null ? 0 : reading.readTasks()));
    lines.row("rows", ExtractText.rows(table));
    lines.row("loaded", extract.target() == null ? "" : Amounts.count(counters.rowsLoaded()));
    lines.row("rows/s", ExtractText.rowRate(table));
    lines.row("bytes/s", ExtractText.byteRate(table));
    lines.row("files", Amounts.count(counters.objects()) + ", " + Amounts.bytes(counters.bytes()));
    lines.row(
        "queries",
        Amounts.count(counters.queries())
            + ", "
            + Amounts.count(counters.emptyQueries())
            + " of them empty");
    lines.row("iceberg", table.iceberg() == null ? "" : ExtractText.iceberg(table.iceberg()));
    lines.row("log topic", table.logTopic());
    lines.row("started", table.timing().startedAt());
    lines.row("ended", table.timing().endedAt());
    lines.row("took", ExtractText.took(table));
    lines.row("error", ExtractText.error(table));
    lines.row("fix", fix(table));
    return lines.lines();
  }

  private static String fix(TableView table) {
    IcebergSnapshot iceberg = table.iceberg();
    Failure failure =
        table.failure() != null || iceberg == null ? table.failure() : iceberg.failure();
    return failure == null ? "" : failure.fix();
  }

  private static String state(TableView table) {
    String toGo = ExtractText.toGo(table);
    return ExtractText.state(table)
        + (table.state() == ExtractView.TableState.EXTRACTING
            ? ", " + Amounts.percent(ExtractProgress.fraction(table)) + " %"
            : "")
        + (toGo.isEmpty() ? "" : ", about " + toGo + " to go");
  }

  static String moment(@Nullable Consistency consistency) {
    return switch (consistency) {
      case SNAPSHOT -> "one moment";
      case RANGE -> "a moment for each range of keys";
      case null -> "moments that this version has no word for";
    };
  }

  private static String window(IncrementWindow increment) {
    StringBuilder window = new StringBuilder("by ");
    window.append(increment.column() == null ? increment.mode() : increment.column());
    if (increment.low() != null) {
      window.append(", above ").append(increment.low());
    }
    window.append(increment.high() == null ? ", nothing yet" : ", up to " + increment.high());
    return window.toString();
  }

  private static String merged(IncrementWindow increment) {
    Merged merged = increment.merged();
    return Amounts.count(merged.inserted())
        + " new, "
        + Amounts.count(merged.replaced())
        + " replaced"
        + (merged.deleted() == null ? "" : ", " + Amounts.count(merged.deleted()) + " deleted");
  }
}
