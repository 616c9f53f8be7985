package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.sync.TableOption;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.TableAnalysis;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll extract analysis`.
@Command(
    name = "analysis",
    description = {
      "Show where the rows of an extract's tables lie along their keys, what their reading was"
          + " predicted to take and what it took, and what windows of 50,000 ids would have taken.",
      "With --history, every extract of one table that is remembered, the latest first."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll extract analysis 1f6e",
      "  ./plimsoll extract analysis 1f6e --table shop.orders --history"
    })
final class AnalysisCommand extends SyncApiCommand {
  @Parameters(paramLabel = "ID", description = ExtractLookup.ID)
  private String id = "";

  @Mixin private final TableOption only = new TableOption();

  @Option(names = "--history", description = "Earlier extracts of it, too; needs --table.")
  private boolean history;

  @Override
  protected int run(SyncApi sync) {
    if (history && only.name() == null) {
      throw PlimsollException.usage("--history is of one table: --table TABLE");
    }
    ExtractView extract = ExtractLookup.find(sync, id);
    List<TableAnalysis> analyses = analyses(sync, extract);
    int width = width();
    return answer(
        analyses,
        "Nothing is remembered of it.",
        () -> history ? AnalysisText.history(analyses, width) : AnalysisText.lines(analyses, width),
        "extract show " + Ids.shortId(extract.id()));
  }

  private List<TableAnalysis> analyses(SyncApi sync, ExtractView extract) {
    @Nullable String table = only.name();
    if (table == null) {
      return sync.analyses(extract.id());
    }
    QualifiedName name = ExtractLookup.table(extract, table).table();
    return history
        ? sync.history(extract.source(), name)
        : sync.analyses(extract.id()).stream()
            .filter(analysis -> analysis.table().equals(name))
            .toList();
  }
}
