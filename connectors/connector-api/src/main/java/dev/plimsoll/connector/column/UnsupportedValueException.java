package dev.plimsoll.connector.column;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.jspecify.annotations.Nullable;

/// A value that its column's Parquet type cannot hold. It is never changed silently.
public final class UnsupportedValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final @Nullable String column;

  /// @param what goes on after "holds"
  public UnsupportedValueException(String what) {
    super(what);
    this.what = what;
    this.column = null;
  }

  private UnsupportedValueException(String column, UnsupportedValueException cause) {
    super("column \"" + column + "\" holds " + cause.what, cause);
    this.what = cause.what;
    this.column = column;
  }

  /// The same, of a column.
  public UnsupportedValueException in(String column) {
    return new UnsupportedValueException(column, this);
  }

  /// In a sentence that names the row.
  ///
  /// @param row as in "the row with (id) = (5)"
  public String of(String row) {
    return (column == null ? "a column" : "column \"" + column + "\"")
        + " of "
        + row
        + " holds "
        + what;
  }

  /// VALUE_NOT_CARRIED, which names table, column and row.
  ///
  /// @param row as in "the row with (id) = (5)"
  public PlimsollException refusal(QualifiedName table, String row) {
    return new PlimsollException(ErrorCode.VALUE_NOT_CARRIED, table + ": " + of(row), this);
  }
}
