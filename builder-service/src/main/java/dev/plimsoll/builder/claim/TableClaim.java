package dev.plimsoll.builder.claim;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The right to build on a table: a session-level advisory lock in the target, so that the database
/// itself ends it with the session, and no clock decides who is dead.
///
/// It is only ever tried. A session that waited inside `pg_advisory_lock()` would hold a snapshot,
/// which the holder's CREATE INDEX CONCURRENTLY waits for: a deadlock.
public final class TableClaim {
  /// First key of the lock, so that it meets nobody else's: "PLIM" in ASCII.
  static final int NAMESPACE = 0x504C494D;

  private TableClaim() {}

  /// Who has the claim.
  ///
  /// @param pid of the session
  /// @param application its `application_name`; empty where it may not be seen
  public record Holder(int pid, String application) {}

  /// Takes the claim for the life of this session.
  ///
  /// @return false when another session has it
  public static boolean tryTake(Connection connection, long tableOid) throws SQLException {
    return Sql.of(connection, "SELECT pg_try_advisory_lock(?, ?)", NAMESPACE, key(tableOid))
        .one(row -> row.getBoolean(1));
  }

  /// Before the session's end.
  public static void giveBack(Connection connection, long tableOid) throws SQLException {
    Sql.of(connection, "SELECT pg_advisory_unlock(?, ?)", NAMESPACE, key(tableOid)).exists();
  }

  /// An oid has 32 bits without a sign, the key the same bits with one.
  private static int key(long tableOid) {
    return (int) tableOid;
  }

  /// Null when nobody has the claim (any more).
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
