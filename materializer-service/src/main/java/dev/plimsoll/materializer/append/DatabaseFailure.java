package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the log's database does not take, for whoever appends.
final class DatabaseFailure {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private DatabaseFailure() {}

  /// Nothing was kept, or all of it was and only the answer was lost: the same request again
  /// tells.
  static PlimsollException of(SQLException e) {
    @Nullable String state = SqlStates.state(e);
    if (state == null) {
      // A pool that had no connection to give.
      return later(ErrorCode.CONNECTION_LOST, "the service's own database does not answer", e);
    }
    if (SqlStates.isRefusalOfContent(e)) {
      return new PlimsollException(
          ErrorCode.INVALID_REQUEST, "PostgreSQL refuses it, SQLSTATE " + state, e);
    }
    return switch (state) {
      // Cancelled by its time limit; a server that was made a standby.
      case "57014", "25006" ->
          later(ErrorCode.CONNECTION_LOST, "the service's own database takes too long", e);
      case "55P03" -> later(ErrorCode.SERIALIZATION_FAILED, "another transaction is in the way", e);
      default -> known(SqlStates.errorCode(state), state, e);
    };
  }

  /// For whoever was interrupted while it waited: whether it was kept is not known, as above.
  static PlimsollException stopping() {
    Thread.currentThread().interrupt();
    return PlimsollException.retryLater(
        ErrorCode.CONNECTION_LOST, "the service is stopping", RETRY_AFTER);
  }

  private static PlimsollException known(ErrorCode code, String state, SQLException e) {
    return switch (code.known()) {
      case CONNECTION_LOST -> later(code, "the service's own database does not answer", e);
      case SERIALIZATION_FAILED -> later(code, "another transaction was in the way", e);
      case DISK_FULL, OUT_OF_MEMORY ->
          new PlimsollException(code, "of the service's own database", e);
      case null, default -> new PlimsollException(ErrorCode.INTERNAL, "SQLSTATE " + state, e);
    };
  }

  private static PlimsollException later(ErrorCode code, String what, SQLException e) {
    return PlimsollException.retryLater(code, what, RETRY_AFTER, e);
  }
}
