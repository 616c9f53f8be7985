package dev.plimsoll.contracts.database;

/// A table's or index's name with its schema, as the catalog has them: unquoted, case as stored.
public record QualifiedName(String schema, String name) implements Comparable<QualifiedName> {
  @Override
  public int compareTo(QualifiedName other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : name.compareTo(other.name);
  }

  /// For people and logs, not for SQL.
  @Override
  public String toString() {
    return schema + "." + name;
  }
}
