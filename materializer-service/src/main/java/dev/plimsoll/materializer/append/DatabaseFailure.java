package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.http.problem.OwnDatabaseFailure;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import java.time.Duration;

/// What the log's database does not take, for whoever appends.
final class DatabaseFailure {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private DatabaseFailure() {}

  /// Nothing was kept, or all of it was and only the answer was lost: the same request again
  /// tells.
  static PlimsollException of(SQLException e) {
    String refused = "SQLSTATE " + SqlStates.state(e);
    if (SqlStates.isRefusalOfContent(e)) {
      return new PlimsollException(
          ErrorCode.INVALID_REQUEST, "PostgreSQL refuses it, " + refused, e);
    }
    return OwnDatabaseFailure.of(e)
        .orElseGet(() -> new PlimsollException(ErrorCode.INTERNAL, refused, e));
  }

  /// For whoever was interrupted while it waited: whether it was kept is not known, as above.
  static PlimsollException stopping() {
    Thread.currentThread().interrupt();
    return PlimsollException.retryLater(
        ErrorCode.CONNECTION_LOST, "the service is stopping", RETRY_AFTER);
  }
}
