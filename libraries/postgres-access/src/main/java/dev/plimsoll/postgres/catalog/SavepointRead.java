package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A read of one table's rows within a savepoint, so that a failure is that table's alone. It waits
/// for no lock and no statement for long, and the surrounding transaction goes on.
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

  /// A transaction of its own, or a part of the one there is, which reads only and is undone with
  /// its settings. Row security is off: what a policy would hide is an error and not a smaller
  /// table.
  ///
  /// @param otherwise from the reason, a clause
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
