package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Read of one table's rows within a savepoint, with short timeouts: a failure concerns that table
/// only, and the surrounding transaction stays usable.
final class SavepointRead {
  private static final String SETTINGS =
      """
      SET LOCAL statement_timeout = '5s';
      SET LOCAL lock_timeout = '1s';
      SET LOCAL row_security = off;
      SET LOCAL transaction_read_only = on
      """;

  private SavepointRead() {}

  interface Look<T extends @Nullable Object> {
    T take() throws SQLException;
  }

  /// Runs in the present transaction or one of its own, read-only, and rolls back with all
  /// settings. Row security is off: a policy that hides rows makes an error instead of a smaller
  /// table.
  ///
  /// @param otherwise value for a failure, whose reason is a clause
  /// @throws SQLException where the connection broke
  static <T extends @Nullable Object> T of(
      Connection connection, Look<T> look, Function<TableReadError, T> otherwise)
      throws SQLException {
    boolean alone = connection.getAutoCommit();
    if (alone) {
      connection.setAutoCommit(false);
    }
    Savepoint before = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
      return look.take();
    } catch (SQLException e) {
      ErrorCode code = SqlStates.errorCode(e);
      if (code == ErrorCode.CONNECTION_LOST || connection.isClosed()) {
        throw e;
      }
      return otherwise.apply(new TableReadError(code, reason(e)));
    } finally {
      if (!connection.isClosed()) {
        connection.rollback(before);
        if (alone) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
      }
    }
  }

  private static String reason(SQLException e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return first.startsWith("ERROR: ") ? first.substring("ERROR: ".length()) : first;
  }
}
