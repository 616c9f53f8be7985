package dev.plimsoll.sync.source;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;

/// `schema.table.column`, with `*` for any run of characters in each part. Names are as the catalog
/// has them, not quoted; the first dot parts schema and table, the last one table and column.
public record ColumnPattern(TablePattern table, String column) {
  /// @throws PlimsollException INVALID_REQUEST
  public static ColumnPattern of(String text) {
    int first = text.indexOf('.');
    int last = text.lastIndexOf('.');
    if (first == last || last == text.length() - 1) {
      throw new PlimsollException(
          ErrorCode.INVALID_REQUEST,
          "a column is given as schema.table.column, not as \"" + text + "\"");
    }
    return new ColumnPattern(TablePattern.of(text.substring(0, last)), text.substring(last + 1));
  }

  public boolean matches(QualifiedName name, String columnName) {
    return table.matches(name) && TablePattern.glob(column).matcher(columnName).matches();
  }
}
