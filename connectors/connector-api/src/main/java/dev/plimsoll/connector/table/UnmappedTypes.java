package dev.plimsoll.connector.table;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;

/// What becomes of a column whose type has no mapping: one of an extension, for example.
public enum UnmappedTypes {
  /// Its table is refused, with the column's name.
  REFUSE,
  /// It is kept as the text that PostgreSQL writes, and loaded from that.
  TEXT;

  /// @param columns each with its type, in words; at least one
  public static PlimsollException refusal(QualifiedName table, List<String> columns) {
    return new PlimsollException(
        ErrorCode.UNSUPPORTED_TYPE,
        table
            + " has columns whose types are not carried: "
            + String.join(", ", columns)
            + "; unmapped types are kept as text where the request says so");
  }
}
