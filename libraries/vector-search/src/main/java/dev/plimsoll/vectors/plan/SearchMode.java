package dev.plimsoll.vectors.plan;

import dev.plimsoll.vectors.index.SearchEffort;

/// What a search may be content with.
public sealed interface SearchMode {
  /// An index where there is one for the distance, else an exact search.
  ///
  /// @param effort for an index
  record Automatic(SearchEffort effort) implements SearchMode {}

  /// The nearest rows of all, whatever it takes.
  record Exact() implements SearchMode {}

  /// What an index finds.
  record ByIndex(SearchEffort effort) implements SearchMode {}

  /// The nearest rows of a copy in memory, as of when it was read.
  record InMemory() implements SearchMode {}
}
