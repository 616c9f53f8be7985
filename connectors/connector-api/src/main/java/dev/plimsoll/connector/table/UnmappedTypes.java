package dev.plimsoll.connector.table;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;

/// Treatment of columns whose types have no mapping, for example an extension's.
public enum UnmappedTypes {
  /// The table is refused, naming the column.
  REFUSE,
  /// The column is carried and loaded as PostgreSQL's text.
  TEXT;

  /// @param columns each with its type; at least one
  public static PlimsollException refusal(QualifiedName table, List<String> columns) {
    return new PlimsollException(
        ErrorCode.UNSUPPORTED_TYPE,
        "%s has columns whose types are not carried: %s; unmapped types are kept as text where the request says so"
            .formatted(table, String.join(", ", columns)));
  }
}
