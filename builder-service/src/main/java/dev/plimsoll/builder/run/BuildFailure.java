package dev.plimsoll.builder.run;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.RetryCategory;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Failure of a build.
///
/// @param sessionLost the session broke; its statement may even continue
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

  /// The command's database is not the registered one.
  public static BuildFailure registrationChanged(String why) {
    return new BuildFailure(ErrorCode.REGISTRATION_CHANGED, why, null, false);
  }

  /// A defect: its message may hold anything, and goes only to the log.
  static BuildFailure defect() {
    return new BuildFailure(ErrorCode.INTERNAL, ErrorCode.INTERNAL.title(), null, false);
  }

  /// As reported to the planner after retries here.
  BuildFailure given(int losses) {
    return sessionLost && losses > 1 && code == ErrorCode.CONNECTION_LOST
        ? new BuildFailure(
            ErrorCode.BUILD_LOST,
            "the build's session was lost %d times; last: %s".formatted(losses, message),
            sqlState,
            true)
        : this;
  }

  /// Whether the same command may succeed later: our leftover is removed by then, and other builds
  /// may have released disk and memory.
  boolean retryable() {
    return code.retry() != RetryCategory.LASTING;
  }

  /// By a person in the database, or because this build was cancelled.
  boolean statementCancelled() {
    return "57014".equals(sqlState);
  }

  /// Whether to retry here before telling the planner: the slot is ours anyway.
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
      // No operators for the type; a key too long for a page; beyond this access method or a
      // partitioned table; an expression that is not immutable or not parsed.
      case "42704", "54000", "0A000", "42P17", "42601", "42883" -> ErrorCode.UNSUPPORTED_INDEX;
      // Cancelled by somebody in the database, on purpose.
      case "57014" -> ErrorCode.BUILD_CANCELLED;
      // RAISE in an event trigger.
      case "P0001" -> ErrorCode.DDL_REFUSED;
      // After a failover the old primary is a standby.
      case "25006" -> ErrorCode.CONNECTION_LOST;
      // The expression fails on some row, for example by dividing by zero.
      default -> state.startsWith("22") ? ErrorCode.UNSUPPORTED_INDEX : SqlStates.errorCode(state);
    };
  }

  // Later lines hold keys and statements.
  private static String firstLine(SQLException e) {
    String message = e.getMessage();
    return message == null ? "no message" : message.lines().findFirst().orElse("no message");
  }
}
