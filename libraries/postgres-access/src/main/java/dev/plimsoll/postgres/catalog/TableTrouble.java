package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.problem.ErrorCode;

/// Why a table could not be looked at, while others could.
///
/// @param reason in a sentence without its full stop; it names the table
public record TableTrouble(ErrorCode code, String reason) {
  /// Nobody came to look at its rows.
  public static final TableTrouble NO_TIME =
      new TableTrouble(ErrorCode.TABLE_UNREADABLE, "the time for samples was up");
}
