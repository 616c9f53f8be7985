package dev.plimsoll.planner.maintenance;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lease of the one planner that begins cycles. What a former leader writes is refused where it
/// writes. Thread-safe.
record Leadership(Transactions transactions, UUID holder, Duration lease) {
  private static final String ACQUIRE =
      """
      INSERT INTO maintenance_leader AS l (epoch, holder, until)
      VALUES (1, ?, clock_timestamp() + make_interval(secs => ?))
      ON CONFLICT (single) DO UPDATE SET
        epoch = l.epoch + CASE WHEN l.holder = excluded.holder THEN 0 ELSE 1 END,
        holder = excluded.holder, until = excluded.until
      WHERE l.holder = excluded.holder OR l.until < clock_timestamp()
      RETURNING epoch
      """;

  // Whoever takes over waits for the end of this transaction.
  private static final String HOLD =
      """
      SELECT FROM maintenance_leader
      WHERE holder = ? AND epoch = ? AND until > clock_timestamp() FOR SHARE
      """;

  private static final String RESIGN =
      "UPDATE maintenance_leader SET until = clock_timestamp() WHERE holder = ?";

  /// Takes or renews the lease.
  ///
  /// @return its epoch; null where another planner has it
  @Nullable Long acquire() throws SQLException {
    return transactions
        .statements(
            connection ->
                Sql.of(connection, ACQUIRE, holder, lease).first(row -> row.getLong("epoch")))
        .orElse(null);
  }

  /// In the transaction of what a leader writes.
  ///
  /// @throws PlimsollException CONFLICT where another one leads by now
  void require(Connection connection, long epoch) throws SQLException {
    if (!Sql.of(connection, HOLD, holder, epoch).exists()) {
      throw PlimsollException.conflict("another planner leads maintenance by now");
    }
  }

  void resign() throws SQLException {
    transactions.statements(connection -> Sql.of(connection, RESIGN, holder).update());
  }
}
