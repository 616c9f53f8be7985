package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;

/// An index as it is.
///
/// @param name in the table's schema
/// @param method access method, for example `btree`
/// @param columns key columns in order; an expression stands as an empty text
/// @param included columns after INCLUDE
/// @param valid and ready: INVALID ones serve no query and prove nothing
/// @param immediate false for a deferrable constraint's index
/// @param plain ascending, default operator classes, the columns' own collations
/// @param bytes main fork
/// @param definition as `pg_get_indexdef` writes it
public record IndexFacts(
    QualifiedName table,
    String name,
    String method,
    List<String> columns,
    List<String> included,
    boolean unique,
    boolean primary,
    boolean valid,
    boolean immediate,
    boolean partial,
    boolean expression,
    boolean plain,
    long bytes,
    String definition) {

  public IndexFacts {
    columns = List.copyOf(columns);
    included = List.copyOf(included);
  }
}
