package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;

/// A foreign key.
///
/// @param table that refers
/// @param columns of it, in the constraint's order
/// @param referenced table
public record ForeignKeyFacts(
    QualifiedName table, String name, List<String> columns, QualifiedName referenced) {
  public ForeignKeyFacts {
    columns = List.copyOf(columns);
  }
}
