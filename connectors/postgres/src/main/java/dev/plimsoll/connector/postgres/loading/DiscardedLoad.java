package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Discard of a load: removes its rows from its table in one transaction of the target. The load
/// keeps the table, with its offsets at 0.
///
/// Cost: reads the table once, to check that nobody else has changed it.
public final class DiscardedLoad {
  // Waits for a session that is committing a batch; later ones find the offsets at 0.
  private static final String LOCK_OFFSETS =
      """
      SELECT next_offset FROM plimsoll.load_offset WHERE consumer = ? AND topic = ? FOR UPDATE
      """;

  private static final String RESET =
      """
      UPDATE plimsoll.load_offset SET next_offset = 0, updated_at = now()
      WHERE consumer = ? AND topic = ?
      """;

  private static final String MAY_TRUNCATE =
      """
      SELECT pg_catalog.has_table_privilege(c.oid, 'TRUNCATE')
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
                             WHERE k.confrelid = c.oid AND k.contype = 'f')
      FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass(?)
      """;

  private DiscardedLoad() {}

  /// @param target in a transaction, which the caller commits
  /// @throws PlimsollException TARGET_OWNED, or CONFLICT where the table has other rows, or was
  ///     never loaded
  public static void discard(Connection target, TableLoad table) throws SQLException {
    TableOwners.requireOwner(target, table);
    String quoted = Identifiers.quote(table.targetName());
    long loaded = lockOffsets(target, table);
    Sql.of(target, "LOCK TABLE " + quoted + " IN EXCLUSIVE MODE").update();
    long rows =
        Sql.of(target, "SELECT pg_catalog.count(*) FROM " + quoted).one(row -> row.getLong(1));
    if (rows != loaded) {
      throw PlimsollException.conflict(
          "%s has %d rows at the target, of which the load has put %d there: somebody has changed it since; empty it at the target"
              .formatted(table.targetName(), rows, loaded));
    }
    boolean mayTruncate =
        Sql.of(target, MAY_TRUNCATE, quoted).first(row -> row.getBoolean(1)).orElse(false);
    Sql.of(target, (mayTruncate ? "TRUNCATE " : "DELETE FROM ") + quoted).update();
    Sql.of(target, RESET, PostgresTarget.consumer(table), table.logTopic()).update();
  }

  private static long lockOffsets(Connection target, TableLoad table) throws SQLException {
    List<Long> offsets =
        Sql.of(target, LOCK_OFFSETS, PostgresTarget.consumer(table), table.logTopic())
            .list(row -> row.getLong(1));
    if (offsets.isEmpty()) {
      throw PlimsollException.conflict(
          "nothing of " + table.targetName() + " was loaded: there is nothing to discard");
    }
    return offsets.stream().mapToLong(Long::longValue).sum();
  }
}
