package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.problem.ErrorCode;

/// The error that kept a table from being read, while others were.
///
/// @param reason in a sentence without its full stop; it names the table
public record TableReadError(ErrorCode code, String reason) {
  /// Nobody came to look at its rows.
  public static final TableReadError NO_TIME =
      new TableReadError(ErrorCode.TABLE_UNREADABLE, "the time for samples was up");
}
