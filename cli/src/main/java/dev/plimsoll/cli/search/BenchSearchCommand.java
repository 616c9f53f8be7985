package dev.plimsoll.cli.search;

import dev.plimsoll.cli.api.SearchApi;
import dev.plimsoll.cli.terminal.Spinner;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.SearchMeasurement;
import dev.plimsoll.contracts.search.VectorQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    description = {
      "Measure the ways of a search in turn, several rounds: one statement, several sessions, and"
          + " what is asked for besides. Shows each with its median, worst time, speedup over one"
          + " statement, and recall.",
      "The searches are real: they take sessions and cores of the database."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll vector bench shop shop.items --vector query.txt --k 10",
      "  ./plimsoll vector bench shop shop.items --vector query.txt --ef 200"
    })
final class BenchSearchCommand extends SearchQueryCommand {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How often each way, 1 to 100 (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  protected int run(SearchApi service) {
    VectorQuery query = query();
    if (query.databases().size() > 1) {
      throw PlimsollException.usage("ways are measured in one database at a time");
    }
    String database = query.databases().getFirst();
    SearchMeasurement measured;
    try (Spinner _ = Spinner.of(terminal(), "searching " + Printable.line(database))) {
      measured = service.measure(query, rounds);
    }
    return answer(
        measured,
        () -> SearchText.measured(measured, width()),
        "vector config " + Printable.shellWord(database));
  }
}
