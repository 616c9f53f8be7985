package dev.plimsoll.contracts.search;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a search may be content with.
public enum SearchWish {
  /// An index where there is one for the distance, else an exact search.
  AUTOMATIC,
  /// The nearest rows of all, whatever it takes.
  EXACT,
  /// What an index finds.
  INDEX,
  /// The nearest rows of a copy in the query-service's memory, as of when it was read.
  MEMORY;

  /// For example `exact`.
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
