package dev.plimsoll.postgres.claim;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Claim on a table: a session-level advisory lock in the target, which ends with its session,
/// without any clock.
///
/// It is only tried. A session waiting inside `pg_advisory_lock()` would hold a snapshot, for which
/// the holder's CREATE INDEX CONCURRENTLY waits: a deadlock.
public final class TableClaim {
  /// First key of the lock: "PLIM" in ASCII. The second has the 32 bits of the table's oid.
  static final int NAMESPACE = 0x504C494D;

  private TableClaim() {}

  /// @param application `application_name`; empty where hidden
  public record Holder(int pid, String application) {}

  /// Takes the claim for the life of this session. Returns false when another session has it.
  public static boolean tryTake(Connection connection, long tableOid) throws SQLException {
    return Sql.of(connection, "SELECT pg_try_advisory_lock(?, ?)", NAMESPACE, (int) tableOid)
        .one(row -> row.getBoolean(1));
  }

  /// Releases it before the session's end.
  public static void giveBack(Connection connection, long tableOid) throws SQLException {
    Sql.of(connection, "SELECT pg_advisory_unlock(?, ?)", NAMESPACE, (int) tableOid).exists();
  }

  /// Null when no session has the claim.
  public static @Nullable Holder holder(Connection connection, long tableOid) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT l.pid, coalesce(a.application_name, '') AS application
            FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
              AND l.classid = CAST(? AS oid) AND l.objid = CAST(? AS oid)
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """,
            (long) NAMESPACE,
            tableOid)
        .first(row -> new Holder(row.getInt("pid"), row.getString("application")))
        .orElse(null);
  }
}
