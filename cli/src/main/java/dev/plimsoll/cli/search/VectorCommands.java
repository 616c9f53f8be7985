package dev.plimsoll.cli.search;

import dev.plimsoll.cli.api.SearchApi;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.search.SearchCounts;
import dev.plimsoll.contracts.search.SearchWay;
import dev.plimsoll.contracts.search.VectorQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "vector",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Searches of vectors: which way they take and why, how long they took, which way is the"
            + " fastest, and the settings that they go by. ./plimsoll search carries one out.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll vector explain shop shop.items --vector query.txt",
      "  ./plimsoll vector config shop --max-workers 4"
    },
    subcommands = {
      VectorCommands.ExplainSearchCommand.class,
      VectorCommands.SearchStatisticsCommand.class,
      BenchSearchCommand.class,
      ConfigureSearchCommand.class
    })
public final class VectorCommands {

  @Command(
      name = "explain",
      description = "Say how a search would be carried out, and why, without searching.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll vector explain shop shop.items --vector query.txt",
        "  ./plimsoll vector explain shop items --vector query.txt --memory"
      })
  static final class ExplainSearchCommand extends SearchQueryCommand {
    @Override
    protected int run(SearchApi service) {
      VectorQuery query = query();
      List<SearchWay> ways = service.explain(query);
      return answer(ways, SearchText::ways, afterSearch(query));
    }
  }

  @Command(
      name = "stats",
      description =
          "Show the searches of each database since the service's process began: how many by which"
              + " method, with how many workers, how long they took, sessions and memory. Of"
              + " several processes, one answers.",
      footer = {"", "Examples:", "  ./plimsoll vector stats", "  ./plimsoll vector stats shop"})
  static final class SearchStatisticsCommand extends SearchApiCommand {
    @Parameters(
        paramLabel = "DATABASE",
        arity = "0..1",
        description = "This one alone (default: all that were searched).")
    private @Nullable String database;

    @Override
    protected int run(SearchApi service) {
      return answer(
          service.statistics().stream()
              .filter(one -> database == null || one.database().equals(database))
              .toList(),
          "Nothing has been searched since the process began.",
          all -> SearchText.counts(all, width()),
          "db list",
          SearchStatisticsCommand::settings);
    }

    private static String settings(SearchCounts counts) {
      return "vector config " + Printable.shellWord(counts.database());
    }
  }
}
