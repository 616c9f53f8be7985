package dev.plimsoll.contracts.database;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;

/// A table's or index's name with its schema, as the catalog has them: unquoted, case as stored.
public record QualifiedName(
    @Within(Bound.IDENTIFIER) String schema, @Within(Bound.IDENTIFIER) String name)
    implements Comparable<QualifiedName> {
  @Override
  public int compareTo(QualifiedName other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
