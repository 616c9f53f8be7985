package dev.plimsoll.sync.redshift;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What a Redshift's refusal means. Its SQLSTATEs are PostgreSQL 8's, but for much it has one that
/// says nothing (XX000), so the documented texts are looked for, too. Pure.
///
/// Source: Database Developer Guide, "How to fix serializable isolation errors" (ERROR:1023).
final class RedshiftErrors {
  private RedshiftErrors() {}

  /// Whether the same may succeed later without anybody doing anything.
  static boolean mayPass(SQLException e) {
    return isConflict(e) || SqlStates.errorCode(e).isTransient();
  }

  /// The exception itself where its usual meaning holds.
  ///
  /// @throws PlimsollException SERIALIZATION_FAILED where another was in the way
  static SQLException meaning(SQLException e) {
    if (isConflict(e)) {
      throw new PlimsollException(ErrorCode.SERIALIZATION_FAILED, ExceptionCodes.message(e), e);
    }
    return e;
  }

  private static boolean isConflict(SQLException e) {
    @Nullable String state = SqlStates.state(e);
    @Nullable String message = e.getMessage();
    return (message != null && message.contains("Serializable isolation violation"))
        // Schema, table, or a row of the catalog that another process has made in between.
        || "42P06".equals(state)
        || "42P07".equals(state)
        || "23505".equals(state);
  }
}
