package dev.plimsoll.query.use;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Catalog of the database that a statement runs in, as its session's search path sees it.
@FunctionalInterface
public interface KnownTables {
  /// Empty for what is no table, such as a view, or is not known.
  ///
  /// @param schema null where the statement names none
  Optional<KnownTable> find(@Nullable String schema, String name);

  /// @param columns names as the catalog has them, in their order
  record KnownTable(String schema, String name, List<String> columns) {
    public KnownTable {
      columns = List.copyOf(columns);
    }
  }
}
