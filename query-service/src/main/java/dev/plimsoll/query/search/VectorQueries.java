package dev.plimsoll.query.search;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.contracts.search.SearchWish;
import dev.plimsoll.contracts.search.VectorQuery;
import dev.plimsoll.vectors.SearchQuery;
import dev.plimsoll.vectors.index.SearchEffort;
import dev.plimsoll.vectors.plan.SearchMode;
import dev.plimsoll.vectors.search.SearchRequest;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// Searches as they are asked for over HTTP.
final class VectorQueries {
  // The text of a bit string, whose distances are others.
  private static final Pattern BITS = Pattern.compile("[01]+");

  private VectorQueries() {}

  /// @throws PlimsollException INVALID_REQUEST for an effort that the search has no use for
  static SearchQuery of(VectorQuery asked) {
    return new SearchQuery(
        asked.table(),
        asked.column(),
        Objects.requireNonNullElse(asked.key(), List.of()),
        new SearchRequest(
            asked.vector(),
            distance(asked),
            asked.k(),
            Objects.requireNonNullElse(asked.where(), List.of())),
        mode(asked));
  }

  private static Distance distance(VectorQuery asked) {
    if (asked.distance() != null) {
      return asked.distance();
    }
    return BITS.matcher(asked.vector()).matches() ? Distance.HAMMING : Distance.L2;
  }

  private static SearchMode mode(VectorQuery asked) {
    SearchWish wish = Objects.requireNonNullElse(asked.wish(), SearchWish.AUTOMATIC);
    boolean hasEffort = asked.ef() != null || asked.probes() != null || asked.iterative() != null;
    if (hasEffort && (wish == SearchWish.EXACT || wish == SearchWish.MEMORY)) {
      throw PlimsollException.invalidRequest(
          "ef, probes and iterative are of indexes, and the search is to be '%s'"
              .formatted(wish.value()));
    }
    return switch (wish) {
      case AUTOMATIC -> new SearchMode.Automatic(effort(asked));
      case EXACT -> new SearchMode.Exact();
      case INDEX -> new SearchMode.ByIndex(effort(asked));
      case MEMORY -> new SearchMode.InMemory();
    };
  }

  private static SearchEffort effort(VectorQuery asked) {
    SearchEffort usual = SearchEffort.DEFAULT;
    return new SearchEffort(
        Objects.requireNonNullElse(asked.ef(), usual.candidates()),
        Objects.requireNonNullElse(asked.probes(), usual.probes()),
        Objects.requireNonNullElse(asked.iterative(), usual.iterative()));
  }
}
