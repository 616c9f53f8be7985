package dev.plimsoll.contracts.build;

import java.util.List;
import java.util.Objects;

/// What must exist, by definition and not by name.
///
/// @param kind what it is for
/// @param columns key columns in order, as the catalog has their names; at least one
public record IndexDefinition(Kind kind, List<String> columns) {

  public enum Kind {
    PRIMARY_KEY,
    UNIQUE,
    INDEX
  }

  public IndexDefinition {
    Objects.requireNonNull(kind, "kind");
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("an index has at least one column");
    }
  }

  /// For people and logs, not for SQL.
  @Override
  public String toString() {
    String what =
        switch (kind) {
          case PRIMARY_KEY -> "primary key";
          case UNIQUE -> "unique";
          case INDEX -> "index";
        };
    return what + " (" + String.join(", ", columns) + ")";
  }
}
