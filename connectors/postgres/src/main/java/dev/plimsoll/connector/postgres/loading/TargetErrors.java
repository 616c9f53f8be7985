package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Meanings of a target's errors during a load: the target was changed, which is permanent; it
/// refuses a row; or it takes no writes, which passes. Pure.
///
/// Source: PostgreSQL documentation, appendix A (error codes).
public final class TargetErrors {
  private static final String READ_ONLY = "25006";

  private TargetErrors() {}

  /// The failure with its own code; null for the SQLSTATE's usual meaning.
  public static @Nullable PlimsollException meaning(SQLException e, QualifiedName table) {
    @Nullable String state = SqlStates.state(e);
    if (state == null) {
      return null;
    }
    return switch (state) {
      // No such table, no such schema.
      case "42P01", "3F000" ->
          failure(ErrorCode.TARGET_REPLACED, table + " or its offsets are gone from the target", e);
      // Columns that are missing, generated, of another type, narrower, or newly constrained.
      case "42703", "428C9", "42804", "22P03", "22001", "22003", "23502", "23514" ->
          failure(
              ErrorCode.TARGET_MISMATCH,
              table + " has changed at the target since its load began",
              e);
      // A row that another table refers to, or that a trigger keeps, cannot be deleted.
      case "23503", "23001", "P0001" ->
          failure(ErrorCode.ROW_REFUSED, table + ": the target refuses what is asked of it", e);
      case READ_ONLY -> readOnly(e);
      default -> null;
    };
  }

  /// The exception itself, unless it is of a server that is set to take no writes, as may be in a
  /// failover. A server in recovery is refused when the session is opened.
  ///
  /// @throws PlimsollException CONNECTION_LOST: it passes
  static SQLException unlessReadOnly(SQLException e) {
    if (READ_ONLY.equals(SqlStates.state(e))) {
      throw readOnly(e);
    }
    return e;
  }

  private static PlimsollException readOnly(SQLException e) {
    return failure(ErrorCode.CONNECTION_LOST, "the target cannot be written to", e);
  }

  private static PlimsollException failure(ErrorCode code, String what, SQLException e) {
    return new PlimsollException(code, what + ": " + SqlStates.firstLine(e), e);
  }

  /// A missing offset: it existed when the load began, in the same database as the rows.
  public static PlimsollException noOffset(QualifiedName table, int partition) {
    return new PlimsollException(
        ErrorCode.TARGET_REPLACED,
        "the target knows no offset of partition %d of %s: it is not the database that the load began with"
            .formatted(partition, table));
  }
}
