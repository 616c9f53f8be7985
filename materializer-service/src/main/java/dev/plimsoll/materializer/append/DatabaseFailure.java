package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.http.problem.OwnDatabaseFailure;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import java.time.Duration;

/// Problems for failures of the log's database.
final class DatabaseFailure {
  private DatabaseFailure() {}

  /// Nothing was done, or all of it and the answer was lost: a retry tells.
  static PlimsollException of(SQLException e) {
    String refused = "SQLSTATE " + SqlStates.state(e);
    if (SqlStates.isRefusalOfContent(e)) {
      return new PlimsollException(
          ErrorCode.INVALID_REQUEST, "PostgreSQL refuses it, " + refused, e);
    }
    return OwnDatabaseFailure.of(e)
        .orElseGet(() -> new PlimsollException(ErrorCode.INTERNAL, refused, e));
  }

  /// For an interrupted request; a retry tells whether it was done.
  static PlimsollException stopping() {
    Thread.currentThread().interrupt();
    return PlimsollException.retryLater(
        ErrorCode.CONNECTION_LOST, "the service is stopping", Duration.ofSeconds(1));
  }
}
