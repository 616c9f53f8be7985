package dev.plimsoll.connector.table;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;

/// `schema.table.column`, with `*` for any run of characters in each part. Names are as the catalog
/// has them; the first dot parts schema and table, the last one table and column, and a name with a
/// dot may be given in double quotes.
public record ColumnPattern(TablePattern table, NamePattern column) {
  private static final int PARTS = 3;
  private static final String FORM = "a column is given as schema.table.column";

  /// @throws PlimsollException INVALID_REQUEST
  public static ColumnPattern of(String text) {
    List<NamePattern> parts = NamePattern.parts(text);
    if (parts.size() < PARTS) {
      throw NamePattern.notOneOf(FORM, text);
    }
    return new ColumnPattern(TablePattern.of(parts.subList(0, parts.size() - 1)), parts.getLast());
  }

  public boolean matches(QualifiedName name, String columnName) {
    return table.matches(name) && column.matches(columnName);
  }
}
