package dev.plimsoll.builder.run;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.RetryCategory;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Why a build did not go on.
///
/// @param sessionLost the session broke; what it had begun may even go on without it
public record BuildFailure(
    ErrorCode code, String message, @Nullable String sqlState, boolean sessionLost) {

  static BuildFailure of(PlimsollException e) {
    String message = e.getMessage();
    return new BuildFailure(
        e.code(),
        message == null ? e.code().title() : message,
        SqlStates.state(e),
        e.code() == ErrorCode.DATABASE_UNREACHABLE);
  }

  static BuildFailure of(SQLException e) {
    String state = SqlStates.state(e);
    ErrorCode code = code(state);
    return new BuildFailure(code, firstLine(e), state, code == ErrorCode.CONNECTION_LOST);
  }

  /// The command leads nowhere that is known here.
  public static BuildFailure registrationChanged(String why) {
    return new BuildFailure(ErrorCode.REGISTRATION_CHANGED, why, null, false);
  }

  /// A defect: its message may hold anything, so it goes to the log only.
  static BuildFailure defect() {
    return new BuildFailure(ErrorCode.INTERNAL, ErrorCode.INTERNAL.title(), null, false);
  }

  /// What the planner is told when trying again here did not help.
  BuildFailure given(int losses) {
    return sessionLost && losses > 1 && code == ErrorCode.CONNECTION_LOST
        ? new BuildFailure(
            ErrorCode.BUILD_LOST,
            "the build's session was lost %d times; last: %s".formatted(losses, message),
            sqlState,
            true)
        : this;
  }

  /// Whether the same command may succeed later: our own leftover is gone by then, and what other
  /// builds' sorts took of disk and memory may be, too.
  boolean retryable() {
    return code.retry() != RetryCategory.LASTING;
  }

  /// A statement was cancelled: by a person in the database, or because this build was.
  boolean statementCancelled() {
    return "57014".equals(sqlState);
  }

  /// Whether to try again here, before the planner is told: the slot is ours anyway.
  boolean worthAnotherTry() {
    return sessionLost || code == ErrorCode.SERIALIZATION_FAILED;
  }

  private static ErrorCode code(@Nullable String state) {
    if (state == null) {
      return SqlStates.errorCode(state);
    }
    return switch (state) {
      // A relation, constraint or type of that name appeared after the check.
      case "42P07", "42710" -> ErrorCode.CONFLICT;
      // No operators for the type; a key too long for a page; what this access method, or a
      // partitioned table, cannot do; an expression that is not immutable or not understood.
      case "42704", "54000", "0A000", "42P17", "42601", "42883" -> ErrorCode.UNSUPPORTED_INDEX;
      // Somebody cancelled the statement in the database: they meant it.
      case "57014" -> ErrorCode.BUILD_CANCELLED;
      // RAISE in an event trigger.
      case "P0001" -> ErrorCode.DDL_REFUSED;
      // After a failover the old primary is a standby.
      case "25006" -> ErrorCode.CONNECTION_LOST;
      // The expression fails on some row, for example by dividing by zero.
      default -> state.startsWith("22") ? ErrorCode.UNSUPPORTED_INDEX : SqlStates.errorCode(state);
    };
  }

  // The lines after the first hold keys and statements.
  private static String firstLine(SQLException e) {
    String message = e.getMessage();
    return message == null ? "no message" : message.lines().findFirst().orElse("no message");
  }
}
