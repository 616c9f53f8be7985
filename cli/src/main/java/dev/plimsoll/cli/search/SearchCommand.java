package dev.plimsoll.cli.search;

import dev.plimsoll.cli.api.SearchApi;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.VectorQuery;
import picocli.CommandLine.Command;

@Command(
    name = "search",
    description = {
      "Find the rows of a table that are nearest to a vector, in one database or in several that"
          + " have a part of the rows each. Below them: how each was searched, and why.",
      "The column is of pgvector's vector, halfvec, sparsevec or bit, or real[] without any"
          + " extension."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll search shop shop.items --vector query.txt --k 10 --distance cosine",
      "  ./plimsoll search shop shop.items --vector '[1,2.5,0]' --exact \\",
      "      --where 'price <= 10' --where 'color in red,green'",
      "  ./plimsoll search east,west items --vector - --ef 200"
    })
public final class SearchCommand extends SearchQueryCommand {
  @Override
  protected int run(SearchApi service) {
    VectorQuery query = query();
    NearestRows found = service.search(query);
    return answer(found, () -> SearchText.found(found, width()), afterSearch(query));
  }
}
