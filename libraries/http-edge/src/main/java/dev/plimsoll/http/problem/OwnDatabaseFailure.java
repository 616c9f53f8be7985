package dev.plimsoll.http.problem;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Passing failure of a service's own database: neither a defect of the service nor of the request.
public final class OwnDatabaseFailure {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private OwnDatabaseFailure() {}

  /// CONNECTION_LOST, SERIALIZATION_FAILED, DISK_FULL or OUT_OF_MEMORY; empty for anything else.
  public static Optional<PlimsollException> of(SQLException e) {
    @Nullable String state = SqlStates.state(e);
    if (state == null) {
      // The pool had no connection.
      return later(ErrorCode.CONNECTION_LOST, "the service's own database does not answer", e);
    }
    return switch (state) {
      // Cancelled by its time limit; a server that was made a standby.
      case "57014", "25006" ->
          later(ErrorCode.CONNECTION_LOST, "the service's own database takes too long", e);
      // Dropped: a restore may be recreating it.
      case "57P04" ->
          later(ErrorCode.CONNECTION_LOST, "the service's own database does not answer", e);
      case "55P03" -> later(ErrorCode.SERIALIZATION_FAILED, "another transaction is in the way", e);
      default -> known(SqlStates.errorCode(state), e);
    };
  }

  private static Optional<PlimsollException> known(ErrorCode code, SQLException e) {
    return switch (code.known()) {
      case CONNECTION_LOST -> later(code, "the service's own database does not answer", e);
      case SERIALIZATION_FAILED -> later(code, "another transaction was in the way", e);
      case DISK_FULL, OUT_OF_MEMORY ->
          Optional.of(new PlimsollException(code, "of the service's own database", e));
      case null, default -> Optional.empty();
    };
  }

  private static Optional<PlimsollException> later(ErrorCode code, String what, SQLException e) {
    return Optional.of(PlimsollException.retryLater(code, what, RETRY_AFTER, e));
  }
}
