package dev.plimsoll.connector.column;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.jspecify.annotations.Nullable;

/// A value that the column's Parquet type cannot hold; it is never changed silently.
public final class UnsupportedValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final @Nullable String column;

  /// @param what completes "the column holds …"
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

  /// This exception with the column's name.
  public UnsupportedValueException in(String column) {
    return new UnsupportedValueException(column, this);
  }

  /// Sentence about the value of a row, which is named as in "the row with (id) = (5)".
  public String of(String row) {
    String holder = column == null ? "a column" : "column \"" + column + "\"";
    return holder + " of " + row + " holds " + what;
  }

  /// VALUE_NOT_CARRIED, naming table, column and row.
  public PlimsollException refusal(QualifiedName table, String row) {
    return new PlimsollException(ErrorCode.VALUE_NOT_CARRIED, table + ": " + of(row), this);
  }
}
