package dev.plimsoll.sync.load;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.table.ExtractTable;
import org.jspecify.annotations.Nullable;

/// The log has said something of a table that cannot be: nothing more of it is loaded.
final class OffsetGapException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient ExtractTable table;

  OffsetGapException(ExtractTable table, String message) {
    this(table, message, null);
  }

  OffsetGapException(ExtractTable table, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.table = table;
  }

  ExtractTable table() {
    return table;
  }

  /// As its table's failure.
  PlimsollException failure() {
    return new PlimsollException(ErrorCode.CHECK_FAILED, String.valueOf(getMessage()), this);
  }
}
