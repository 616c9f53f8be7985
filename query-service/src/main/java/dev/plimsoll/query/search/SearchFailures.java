package dev.plimsoll.query.search;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a failed search is answered with.
final class SearchFailures {
  private static final Duration SOON = Duration.ofSeconds(1);

  private SearchFailures() {}

  /// Empty for a defect of this product.
  static Optional<PlimsollException> of(SQLException e) {
    @Nullable PlimsollException login = login(e);
    if (login != null) {
      return Optional.of(login);
    }
    @Nullable String state = SqlStates.state(e);
    if ("57014".equals(state)) {
      return Optional.of(problem(ErrorCode.TIME_LIMIT, e));
    }
    if (e instanceof SQLTransientConnectionException) {
      return Optional.of(
          "53300".equals(state)
              ? PlimsollException.retryLater(
                  ErrorCode.TOO_MANY_REQUESTS, SqlStates.firstLine(e), SOON, e)
              : problem(ErrorCode.DATABASE_UNREACHABLE, e));
    }
    ErrorCode code = SqlStates.errorCode(e);
    if (code != ErrorCode.INTERNAL) {
      return Optional.of(problem(code, e));
    }
    return isOfTheRequest(state)
        ? Optional.of(problem(ErrorCode.INVALID_REQUEST, e))
        : Optional.empty();
  }

  // A pool says that it has no session, and why.
  private static @Nullable PlimsollException login(SQLException e) {
    for (Throwable t = e.getCause(); t != null; t = t.getCause()) {
      if (t instanceof PlimsollException known) {
        return known;
      }
    }
    return null;
  }

  // A vector that is none or has other dimensions, a value of another type, an operator that a
  // column does not have, too much of everything.
  private static boolean isOfTheRequest(@Nullable String state) {
    return state != null
        && (state.startsWith("22")
            || state.startsWith("42")
            || state.startsWith("54")
            || state.equals("0A000"));
  }

  private static PlimsollException problem(ErrorCode code, SQLException e) {
    return new PlimsollException(code, SqlStates.firstLine(e), e);
  }
}
