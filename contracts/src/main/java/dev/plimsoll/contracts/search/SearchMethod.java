package dev.plimsoll.contracts.search;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How a search is done.
public enum SearchMethod {
  /// One statement reads the table.
  ONE_STATEMENT,
  /// Several sessions share the table's blocks.
  SHARED_BLOCKS,
  /// One statement asks an index, or those of all partitions one after the other.
  ONE_INDEX,
  /// Several sessions share the partitions' indexes.
  SHARED_INDEXES,
  /// Threads of the query-service share a copy in memory.
  MEMORY;

  /// For example `shared-blocks`.
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
