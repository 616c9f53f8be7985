package dev.plimsoll.connector.table;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;

/// Pattern `schema.table.column`, with `*` for any characters in each part. Names are the
/// catalog's. The first dot ends the schema, the last begins the column; names with dots may be
/// quoted.
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
