package dev.plimsoll.planner.maintenance;

import dev.plimsoll.planner.loadline.LedgerHistory;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/// Charge of an action in the ledger of its load line, as a build's. In the caller's
/// transaction.
final class MaintenanceCharge {
  // As the dispatcher does, and in its order: then later statements read no older data.
  private static final String LOCK =
      """
      WITH lines AS (
        SELECT o.database FROM load_lines l JOIN load_lines o ON o.server = l.server
        WHERE l.database = ?
      ),
      locked AS (
        SELECT database FROM load_lines WHERE database IN (SELECT database FROM lines)
        ORDER BY database FOR UPDATE SKIP LOCKED
      )
      SELECT (SELECT count(*) FROM locked) = (SELECT count(*) FROM lines)
             AND EXISTS (SELECT FROM lines) AS locked
      """;

  // Cores are shared, not exhausted. An action is charged once, however often it is begun.
  private static final String CHARGE =
      """
      WITH action AS (
        UPDATE maintenance_actions a SET charged = true
        FROM server_lines u JOIN databases d ON d.name = u.database AND d.paused_by IS NULL
        WHERE a.id = ? AND NOT a.charged AND u.database = a.database
          AND u.used_milli_cores + least(a.milli_cores, u.milli_cores) <= u.milli_cores
          AND u.used_memory_bytes + a.memory_bytes <= u.memory_bytes
          AND u.used_temporary_bytes + a.temporary_bytes <= u.temporary_bytes
          AND u.used_disk_bytes + a.disk_bytes <= u.disk_bytes
          AND NOT EXISTS (SELECT FROM builds b
                          WHERE b.database = a.database AND b.state IN ('DISPATCHED', 'RUNNING')
                            AND b.table_schema = a.table_schema AND b.table_name = a.table_name)
          AND NOT EXISTS (SELECT FROM maintenance_actions o
                          WHERE o.database = a.database AND o.charged AND o.id <> a.id
                            AND o.table_schema = a.table_schema AND o.table_name = a.table_name)
        RETURNING a.*
      ),
      line AS (
        UPDATE load_lines l SET
          used_milli_cores = l.used_milli_cores + a.milli_cores,
          used_memory_bytes = l.used_memory_bytes + a.memory_bytes,
          used_temporary_bytes = l.used_temporary_bytes + a.temporary_bytes,
          used_disk_bytes = l.used_disk_bytes + a.disk_bytes,
          generation = l.generation + 1
        FROM action a WHERE l.database = a.database
        RETURNING l.*
      )
      %1$s
      SELECT l.database, a.id, a.attempts + 1, 'CLAIM', a.milli_cores, a.memory_bytes, 0,
             a.temporary_bytes, a.disk_bytes, 0, %2$s
      FROM line l, action a
      """
          .formatted(LedgerHistory.ENTER, LedgerHistory.AFTER);

  private static final String IS_CHARGED =
      "SELECT FROM maintenance_actions WHERE id = ? AND charged";

  private static final String LOCK_LINE =
      """
      SELECT 1 FROM load_lines l JOIN maintenance_actions a ON a.database = l.database
      WHERE a.id = ? FOR UPDATE OF l
      """;

  private static final String RELEASE =
      """
      WITH action AS (
        UPDATE maintenance_actions SET charged = false WHERE id = ? AND charged RETURNING *
      ),
      line AS (
        UPDATE load_lines l SET
          used_milli_cores = greatest(0, l.used_milli_cores - a.milli_cores),
          used_memory_bytes = greatest(0, l.used_memory_bytes - a.memory_bytes),
          used_temporary_bytes = greatest(0, l.used_temporary_bytes - a.temporary_bytes),
          used_disk_bytes = greatest(0, l.used_disk_bytes - a.disk_bytes),
          generation = l.generation + 1
        FROM action a WHERE l.database = a.database
        RETURNING l.*
      )
      %1$s
      SELECT l.database, a.id, a.attempts, 'RELEASE', -a.milli_cores, -a.memory_bytes, 0,
             -a.temporary_bytes, -a.disk_bytes, 0, %2$s
      FROM line l, action a
      """
          .formatted(LedgerHistory.ENTER, LedgerHistory.AFTER);

  private MaintenanceCharge() {}

  /// Returns false where the line has no room, a build of the table is in flight, or another
  /// planner claims just now.
  static boolean take(Connection connection, String database, UUID action) throws SQLException {
    return Sql.of(connection, LOCK, database).one(row -> row.getBoolean("locked"))
        && (Sql.of(connection, CHARGE, action).updateAny()
            || Sql.of(connection, IS_CHARGED, action).exists());
  }

  /// Locks the line of an action, before its row is written: the lock order of a claim.
  static void lock(Connection connection, UUID action) throws SQLException {
    Sql.of(connection, LOCK_LINE, action).exists();
  }

  /// Releases nothing a second time.
  static void release(Connection connection, UUID action) throws SQLException {
    lock(connection, action);
    Sql.of(connection, RELEASE, action).update();
  }
}
