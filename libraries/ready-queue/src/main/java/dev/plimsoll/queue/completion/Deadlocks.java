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

  static <T> T again(Transactions transactions, Transactions.Work<T> work) throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        return transactions.run(work);
      } catch (SQLException e) {
        if (tries == TRIES || SqlStates.errorCode(e) != ErrorCode.SERIALIZATION_FAILED) {
          throw e;
        }
      }
    }
  }
}
