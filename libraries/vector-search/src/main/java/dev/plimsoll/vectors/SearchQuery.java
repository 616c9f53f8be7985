package dev.plimsoll.vectors;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.vectors.plan.SearchMode;
import dev.plimsoll.vectors.search.SearchRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Search in a table.
///
/// @param column of vectors; null for the only one
/// @param key columns that name a row; empty for the primary key or another unique one
public record SearchQuery(
    QualifiedName table,
    @Nullable String column,
    List<String> key,
    SearchRequest request,
    SearchMode mode) {
  public SearchQuery {
    key = List.copyOf(key);
  }

  public SearchQuery(QualifiedName table, SearchRequest request, SearchMode mode) {
    this(table, null, List.of(), request, mode);
  }

  SearchQuery with(SearchMode other) {
    return new SearchQuery(table, column, key, request, other);
  }
}
