package dev.plimsoll.queue.completion;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;

/// Transactions that lock jobs in different orders: who cancels, and who ends attempts. The server
/// ends one of two that wait for each other, and that one goes again.
final class Deadlocks {
  private static final int TRIES = 5;

  private Deadlocks() {}

  private interface Attempt<T> {
    T run() throws SQLException;
  }

  static <T> T again(Transactions transactions, Transactions.Work<T> work) throws SQLException {
    return again(() -> transactions.run(work));
  }

  /// Of work that is one statement: its own transaction, in one round trip.
  static <T> T statementAgain(Transactions transactions, Transactions.Work<T> work)
      throws SQLException {
    return again(() -> transactions.statements(work));
  }

  private static <T> T again(Attempt<T> attempt) throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        return attempt.run();
      } catch (SQLException e) {
        if (tries == TRIES || SqlStates.errorCode(e) != ErrorCode.SERIALIZATION_FAILED) {
          throw e;
        }
      }
    }
  }
}
