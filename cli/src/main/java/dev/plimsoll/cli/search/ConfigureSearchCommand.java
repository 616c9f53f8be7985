package dev.plimsoll.cli.search;

import dev.plimsoll.cli.api.SearchApi;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Sizes;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.SearchTuning;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "config",
    description = {
      "Show the settings that searches of a database go by, or change those that are given. A"
          + " change holds in every process of the service, also after a restart.",
      "The others stay as they are: the service's own where nothing was set."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll vector config shop",
      "  ./plimsoll vector config shop --max-workers 4",
      "  ./plimsoll vector config shop --memory 256MB --refresh-after 5m",
      "  ./plimsoll vector config shop --reset"
    })
final class ConfigureSearchCommand extends SearchApiCommand {
  @Parameters(paramLabel = "DATABASE", description = "As db list shows it.")
  private String database = "";

  @Option(
      names = "--parallel",
      paramLabel = "on|off",
      description = "Whether several sessions may share a search; off for one statement each.")
  private @Nullable String parallel;

  @Option(
      names = "--min-rows",
      paramLabel = "N",
      description = "One statement reads tables with fewer rows.")
  private @Nullable Long minRows;

  @Option(
      names = "--min-pages",
      paramLabel = "N",
      description = "One statement reads tables with fewer pages of 8 kB.")
  private @Nullable Long minPages;

  @Option(
      names = "--pages-per-worker",
      paramLabel = "N",
      description = "A worker for so many pages, of tables whose cost is not known yet.")
  private @Nullable Integer pagesPerWorker;

  @Option(
      names = "--ranges-per-worker",
      paramLabel = "N",
      description = "Into so many ranges for each worker a table is cut at first, 1 to 100.")
  private @Nullable Integer rangesPerWorker;

  @Option(
      names = "--max-workers",
      paramLabel = "N",
      description = "Workers of a search at most, 1 to 64.")
  private @Nullable Integer maxWorkers;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "What copies of its tables may take in each process, for example 256MB.")
  private @Nullable String memory;

  @Option(
      names = "--refresh-after",
      paramLabel = "TIME",
      description =
          "Age from which on a copy is read again before it is searched, for example 5m; 0 for"
              + " each time.")
  private @Nullable String refreshAfter;

  @Option(names = "--reset", description = "Go by the service's own settings again.")
  private boolean reset;

  @Override
  protected int run(SearchApi service) {
    SearchTuning given = given();
    boolean changes = !given.equals(SearchTuning.NONE);
    if (reset && changes) {
      throw PlimsollException.usage("either --reset or settings to change, not both");
    }
    if (reset) {
      service.untune(database);
    }
    SearchTuning now = changes ? service.tune(database, given) : service.tuning(database);
    return answer(
        now,
        () -> SearchText.tuning(database, now),
        "vector stats " + Printable.shellWord(database));
  }

  private SearchTuning given() {
    return new SearchTuning(
        parallel == null ? null : (Boolean) isOn(parallel),
        minRows,
        minPages,
        pagesPerWorker,
        rangesPerWorker,
        maxWorkers,
        memory == null ? null : (Long) Sizes.parse(memory),
        refreshAfter == null ? null : (Long) millis(refreshAfter));
  }

  private static boolean isOn(String text) {
    return switch (text) {
      case "on" -> true;
      case "off" -> false;
      default -> throw PlimsollException.usage("--parallel is on or off, not '" + text + "'");
    };
  }

  private static long millis(String span) {
    return span.equals("0") || span.equals("0s") ? 0 : Spans.parse(span).toMillis();
  }
}
