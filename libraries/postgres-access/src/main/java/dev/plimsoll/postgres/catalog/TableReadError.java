package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.problem.ErrorCode;

/// Error that kept one table of several from being read.
///
/// @param reason a sentence without its full stop, naming the table
public record TableReadError(ErrorCode code, String reason) {
  /// The time was up before the table's turn.
  public static final TableReadError NO_TIME =
      new TableReadError(ErrorCode.TABLE_UNREADABLE, "the time for samples was up");
}
