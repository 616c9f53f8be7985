package dev.plimsoll.sync.targets;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.sync.table.ExtractTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Rows that a load has put into its table, taken out of it again in one transaction of the target.
/// The load keeps the table, with its offsets at 0.
///
/// Cost: reads the table once, to see that nobody else has changed it since.
public final class DiscardedLoad {
  // Waits for who may still be committing a batch; later ones find the offsets at 0.
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
  /// @throws PlimsollException TARGET_OWNED, or CONFLICT where the table has not the load's rows
  ///     alone, or nothing of it was ever there
  public static void discard(Connection target, ExtractTable table) throws SQLException {
    TableOwners.requireOwner(target, table);
    String quoted = Identifiers.quote(table.targetName());
    long loaded = lockOffsets(target, table);
    execute(target, "LOCK TABLE " + quoted + " IN EXCLUSIVE MODE");
    long rows = count(target, quoted);
    if (rows != loaded) {
      throw PlimsollException.conflict(
          "%s has %d rows at the target, of which the load has put %d there: somebody has changed it since; empty it at the target"
              .formatted(table.targetName(), rows, loaded));
    }
    execute(target, (mayTruncate(target, quoted) ? "TRUNCATE " : "DELETE FROM ") + quoted);
    try (PreparedStatement statement = target.prepareStatement(RESET)) {
      name(statement, table);
      statement.executeUpdate();
    }
  }

  private static long lockOffsets(Connection target, ExtractTable table) throws SQLException {
    try (PreparedStatement statement = target.prepareStatement(LOCK_OFFSETS)) {
      name(statement, table);
      long loaded = 0;
      boolean begun = false;
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          begun = true;
          loaded += row.getLong(1);
        }
      }
      if (!begun) {
        throw PlimsollException.conflict(
            "nothing of " + table.targetName() + " was loaded: there is nothing to discard");
      }
      return loaded;
    }
  }

  private static void name(PreparedStatement statement, ExtractTable table) throws SQLException {
    statement.setString(1, TargetDatabase.consumer(table));
    statement.setString(2, table.logTopic());
  }

  private static long count(Connection target, String quoted) throws SQLException {
    try (Statement statement = target.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_catalog.count(*) FROM " + quoted)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static boolean mayTruncate(Connection target, String quoted) throws SQLException {
    try (PreparedStatement statement = target.prepareStatement(MAY_TRUNCATE)) {
      statement.setString(1, quoted);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static void execute(Connection target, String sql) throws SQLException {
    try (Statement statement = target.createStatement()) {
      statement.execute(sql);
    }
  }
}
