package dev.plimsoll.cli.search;

import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.contracts.search.SearchWish;
import dev.plimsoll.contracts.search.VectorQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Base of commands with a search of a table, each with its options.
abstract class SearchQueryCommand extends SearchApiCommand {
  @Parameters(
      index = "0",
      paramLabel = "DATABASE",
      split = ",",
      splitSynopsisLabel = ",",
      arity = "1",
      description =
          "As db list shows it. Several, with commas between, have the same table each with a part"
              + " of the rows.")
  private List<String> databases = List.of();

  @Parameters(
      index = "1",
      paramLabel = "TABLE",
      description =
          "schema.table, or its name alone in the schema public; names with dots in double quotes.")
  private String table = "";

  @Option(names = "--vector", paramLabel = "FILE", required = true, description = VectorText.HELP)
  private String vector = "";

  @Option(
      names = "--k",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many of the nearest rows, 1 to 10,000 (default: ${DEFAULT-VALUE}).")
  private int nearest;

  @Option(
      names = "--exact",
      description =
          "The nearest rows of all, whatever it takes (default: what an index finds, where there is"
              + " one for the distance).")
  private boolean exact;

  @Option(
      names = "--ef",
      paramLabel = "N",
      description = "What an index finds, with so many candidates: hnsw.ef_search, 1 to 1,000.")
  private @Nullable Integer ef;

  @Option(
      names = "--probes",
      paramLabel = "N",
      description = "What an index finds in so many lists: ivfflat.probes, 1 to 32,768.")
  private @Nullable Integer probes;

  @Option(
      names = "--iterative",
      description =
          "What an index finds, going on where conditions leave too few rows; needs pgvector 0.8.")
  private boolean iterative;

  @Option(
      names = "--memory",
      description = "The nearest rows of a copy in the service's memory, as of when it was read.")
  private boolean memory;

  @Option(
      names = "--distance",
      paramLabel = "NAME",
      description =
          "l2, inner-product, cosine, l1, hamming or jaccard (default: l2, of bits hamming).")
  private @Nullable String distance;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      description = "Of the vectors (default: the only such column).")
  private @Nullable String column;

  @Option(
      names = "--key",
      paramLabel = "COLUMN",
      split = ",",
      splitSynopsisLabel = ",",
      description = "Columns that name a row (default: the primary key, else another unique one).")
  private @Nullable List<String> key;

  @Option(names = "--where", paramLabel = "CONDITION", description = FilterText.HELP)
  private @Nullable List<String> where;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "After which it fails, for example 10s (default: the service's limit).")
  private @Nullable String timeout;

  /// @throws PlimsollException USAGE
  final VectorQuery query() {
    @Nullable SearchWish wish = wish();
    QualifiedName named = SearchedTable.parse(table);
    return new VectorQuery(
        databases,
        named,
        column,
        key,
        VectorText.read(vector, input()),
        nearest,
        distance == null ? null : distance(distance),
        where == null ? null : where.stream().map(FilterText::parse).toList(),
        wish,
        ef,
        probes,
        iterative ? true : null,
        timeout == null ? null : (Long) Spans.parse(timeout).toMillis());
  }

  private @Nullable SearchWish wish() {
    boolean index = ef != null || probes != null || iterative;
    List<SearchWish> wishes = new ArrayList<>();
    if (exact) {
      wishes.add(SearchWish.EXACT);
    }
    if (index) {
      wishes.add(SearchWish.INDEX);
    }
    if (memory) {
      wishes.add(SearchWish.MEMORY);
    }
    if (wishes.size() > 1) {
      throw PlimsollException.usage(
          "either --exact, or --memory, or an index with --ef, --probes or --iterative");
    }
    return wishes.isEmpty() ? null : wishes.getFirst();
  }

  private static Distance distance(String name) {
    return Arrays.stream(Distance.values())
        .filter(one -> one.value().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                PlimsollException.usage(
                    "--distance is %s, not '%s'"
                        .formatted(
                            Arrays.stream(Distance.values())
                                .map(Distance::value)
                                .collect(Collectors.joining(", ")),
                            name)));
  }

  /// Measuring the same search; where its vector is no file, a command without it.
  final String afterSearch(VectorQuery query) {
    String database = Printable.shellWord(query.databases().getFirst());
    if (VectorText.isVector(vector) || vector.equals(VectorText.STDIN)) {
      return "vector stats " + database;
    }
    return "vector bench %s %s --vector %s --k %d"
        .formatted(
            database,
            Printable.shellWord(SearchedTable.write(query.table())),
            Printable.shellWord(vector),
            query.k());
  }
}
