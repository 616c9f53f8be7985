package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.extract.ExtractCommands.TableOption;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.contracts.sync.TableAnalysis.AgainstFixed;
import dev.plimsoll.contracts.sync.TableAnalysis.Density;
import dev.plimsoll.contracts.sync.TableAnalysis.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
    return answer(
        analyses(sync, extract),
        "Nothing is remembered of it.",
        all -> history ? history(all, width()) : lines(all, width()),
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

  private static final String LEGEND =
      "  rows of the ids:  _ none  . below 1 %  : below 10 %  + below 50 %  # 50 % or more";

  static List<String> lines(List<TableAnalysis> analyses, int width) {
    List<String> lines = new ArrayList<>();
    for (TableAnalysis analysis : analyses) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.addAll(lines(analysis, width));
    }
    if (analyses.stream().anyMatch(analysis -> analysis.density() != null)) {
      lines.add("");
      lines.add(LEGEND);
    }
    return lines;
  }

  private static List<String> lines(TableAnalysis analysis, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(Printable.line(analysis.table() + " by " + analysis.reading().strategy()));
    Density density = analysis.density();
    if (density == null) {
      lines.add("  no map: its key is not one column of whole numbers, or has no row");
    } else {
      lines.add("  " + strip(density));
      lines.add(
          Printable.line(
              "  %s %s to %s, %s of the ids, %s%s"
                  .formatted(
                      density.column(),
                      Amounts.count(density.first()),
                      Amounts.count(density.last()),
                      share(density.efficiency()),
                      Amounts.count(density.sparseRegions(), "sparse region"),
                      density.remembered() ? " (by the statistics of an earlier extract)" : "")));
    }
    TextTable figures = new TextTable().left("").right("ROWS", "BYTES", "QUERIES", "FILES", "TIME");
    row(figures, "  predicted", analysis.forecast());
    row(figures, analysis.reading().endedAt() == null ? "  so far" : "  actual", analysis.actual());
    AgainstFixed fixed = analysis.fixed();
    if (fixed != null) {
      figures.row(
          "  fixed", "", "", Amounts.count(fixed.queries()), Amounts.count(fixed.files()), "");
    }
    lines.addAll(figures.lines(width));
    if (fixed != null) {
      lines.add("  " + saved(fixed));
    }
    lines.add("  predicted by " + Printable.line(analysis.basis()));
    return lines;
  }

  private static void row(TextTable table, String name, Figures figures) {
    table.row(
        name,
        Amounts.count(figures.rows()),
        Amounts.bytes(figures.bytes()),
        Amounts.count(figures.queries()),
        Amounts.count(figures.files()),
        Amounts.seconds(figures.seconds()));
  }

  private static String saved(AgainstFixed fixed) {
    return "saved against windows of %s ids: %s queries; %s of fixed's would be empty; %s;"
            .formatted(
                Amounts.count(fixed.width()),
                Amounts.count(fixed.queriesSaved()),
                Amounts.count(fixed.emptyQueries()),
                Amounts.count(fixed.filesSaved(), "file"))
        + " about "
        + Amounts.seconds(fixed.secondsSaved());
  }

  /// Two significant digits below one percent.
  private static String share(double efficiency) {
    double percent = efficiency * 100;
    return percent >= 1 || percent == 0
        ? String.format(Locale.ROOT, "%.1f %%", percent)
        : String.format(Locale.ROOT, "%.2g %%", percent);
  }

  /// One character for each step of the key.
  static String strip(Density density) {
    double idsPerStep =
        ((double) density.last() - density.first() + 1) / Math.max(1, density.rows().size());
    StringBuilder strip = new StringBuilder();
    density.rows().forEach(rows -> strip.append(mark(rows / idsPerStep)));
    return strip.toString();
  }

  private static char mark(double share) {
    if (share <= 0) {
      return '_';
    }
    if (share < 0.01) {
      return '.';
    }
    if (share < 0.1) {
      return ':';
    }
    return share < 0.5 ? '+' : '#';
  }

  static List<String> history(List<TableAnalysis> analyses, int width) {
    return new RowTable<TableAnalysis>()
        .left("EXTRACT", analysis -> Ids.shortId(analysis.extractId()))
        .left("PLANNED", analysis -> Amounts.moment(analysis.reading().plannedAt()))
        .left("STRATEGY", analysis -> analysis.reading().strategy())
        .count("ROWS", analysis -> analysis.actual().rows())
        .countIfRoom("PREDICTED", analysis -> analysis.forecast().rows())
        .right("TIME", analysis -> Amounts.seconds(analysis.actual().seconds()))
        .right("PREDICTED", analysis -> Amounts.seconds(analysis.forecast().seconds()))
        .count("QUERIES", analysis -> analysis.actual().queries())
        .rightIfRoom(
            "SAVED",
            analysis ->
                analysis.fixed() == null ? null : Amounts.count(analysis.fixed().queriesSaved()))
        .count("FILES", analysis -> analysis.actual().files())
        .rightIfRoom("BYTES", analysis -> Amounts.bytes(analysis.actual().bytes()))
        .rightIfRoom(
            "OF THE IDS",
            analysis -> analysis.density() == null ? null : share(analysis.density().efficiency()))
        .lines(analyses, width);
  }
}
