package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Function;

/// A look at one table's rows, whose failure is that table's alone: it waits for no lock and no
/// statement for long, and a transaction that it stands in goes on.
final class Attempt {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Attempt() {}

  interface Look<T> {
    T take() throws SQLException;
  }

  /// Leaves the session with its timeouts, and without row security: what a policy would hide is
  /// an error then and not a smaller table.
  ///
  /// @param otherwise from the reason, a clause
  /// @throws SQLException where the connection broke
  static <T> T of(Connection connection, Look<T> look, Function<TableTrouble, T> otherwise)
      throws SQLException {
    Savepoint before = connection.getAutoCommit() ? null : connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET statement_timeout = %d; SET lock_timeout = '1s'; SET row_security = off"
              .formatted(PATIENCE.toMillis()));
      return look.take();
    } catch (SQLException e) {
      ErrorCode code = SqlStates.errorCode(e);
      if (code == ErrorCode.CONNECTION_LOST || connection.isClosed()) {
        throw e;
      }
      if (before != null) {
        connection.rollback(before);
      }
      return otherwise.apply(new TableTrouble(code, reason(e)));
    }
  }

  private static String reason(SQLException e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return first.startsWith("ERROR: ") ? first.substring("ERROR: ".length()) : first;
  }
}
