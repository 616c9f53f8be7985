package dev.plimsoll.connector.table;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;

/// Pattern `schema.table`, with `*` for any characters in either part. Names are the catalog's. The
/// first dot ends the schema; one with dots is quoted: `"my.schema".table`.
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

  /// Whether it names one relation, which then may also be a view or a partition.
  public boolean isExact() {
    return schemaPart.isExact() && tablePart.isExact();
  }

  public boolean matches(QualifiedName name) {
    return schemaPart.matches(name.schema()) && tablePart.matches(name.name());
  }

  QualifiedName name() {
    return new QualifiedName(schema(), table());
  }
}
