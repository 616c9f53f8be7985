package dev.plimsoll.connector.table;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;

/// `schema.table`, with `*` for any run of characters in either part. Names are as the catalog has
/// them; the first dot parts schema and table, and a schema with a dot in its name is given in
/// double quotes: `"my.schema".table`.
public record TablePattern(NamePattern schemaPart, NamePattern tablePart) {
  private static final String FORM = "a table is given as schema.table";

  /// @throws PlimsollException INVALID_REQUEST
  public static TablePattern of(String text) {
    List<NamePattern> parts = NamePattern.parts(text);
    if (parts.size() < 2) {
      throw NamePattern.notOneOf(FORM, text);
    }
    return of(parts);
  }

  /// @param parts two or more
  static TablePattern of(List<NamePattern> parts) {
    return new TablePattern(parts.getFirst(), NamePattern.joined(parts.subList(1, parts.size())));
  }

  public String schema() {
    return schemaPart.text();
  }

  public String table() {
    return tablePart.text();
  }

  /// True when it names one table: then that may be a view or a partition, too.
  public boolean isExact() {
    return schemaPart.isExact() && tablePart.isExact();
  }

  public boolean matches(QualifiedName name) {
    return schemaPart.matches(name.schema()) && tablePart.matches(name.name());
  }

  /// What it says, as a name.
  QualifiedName name() {
    return new QualifiedName(schema(), table());
  }
}
