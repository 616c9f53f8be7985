package dev.plimsoll.health.facts;

import dev.plimsoll.postgres.catalog.ReplicaNames;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Physical standbys that a server sends WAL to, or keeps it for. Those behind a standby only that
/// one knows.
///
/// @param problem why they are unknown, a clause; empty where they are known
public record AttachedStandbys(List<Attached> standbys, String problem) {
  // A few rows of views in memory. Without pg_read_all_stats a walsender's state and address are
  // hidden, its application's name and database are not. A logical one has a database; clients that
  // only copy are known by their names. Where many servers keep each other's slots, those of a
  // standby say nothing.
  private static final String ATTACHED =
      """
      SELECT %s AS name, coalesce(s.slot_name::text, '') AS slot
      FROM pg_catalog.pg_stat_replication r
      LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = r.pid
      LEFT JOIN pg_catalog.pg_replication_slots s ON s.active_pid = r.pid
      WHERE a.datid IS NULL AND s.slot_type IS DISTINCT FROM 'logical'
        AND r.state IS DISTINCT FROM 'backup'
        AND r.application_name NOT IN ('pg_basebackup', 'pg_receivewal', 'barman_receive_wal')
      UNION ALL
      SELECT 'slot ' || s.slot_name, s.slot_name::text
      FROM pg_catalog.pg_replication_slots s
      WHERE s.slot_type = 'physical' AND NOT s.temporary AND NOT s.active
        AND s.restart_lsn IS NOT NULL AND s.wal_status IS DISTINCT FROM 'lost'
        AND NOT pg_is_in_recovery()
      ORDER BY name, slot
      """
          .formatted(ReplicaNames.SQL);

  public static final AttachedStandbys NONE = new AttachedStandbys(List.of(), "");

  /// @param name of its application, or `slot` and the name of the slot that waits for it
  /// @param slot empty without one
  public record Attached(String name, String slot) {}

  public AttachedStandbys {
    standbys = List.copyOf(standbys);
  }

  public static AttachedStandbys read(HealthSession session) throws SQLException {
    return session.attempt(
        () -> new AttachedStandbys(session.list(ATTACHED, AttachedStandbys::attached), ""),
        why -> new AttachedStandbys(List.of(), SqlStates.firstLine(why)));
  }

  static AttachedStandbys read(Connection connection) throws SQLException {
    return new AttachedStandbys(Sql.of(connection, ATTACHED).list(AttachedStandbys::attached), "");
  }

  private static Attached attached(ResultSet row) throws SQLException {
    return new Attached(row.getString("name"), row.getString("slot"));
  }

  /// Names of those that are not ignored, by their own name or their slot's.
  public Stream<String> names(Set<String> ignored) {
    return standbys.stream()
        .filter(one -> !ignored.contains(one.name()))
        .filter(one -> one.slot().isEmpty() || !ignored.contains(one.slot()))
        .map(Attached::name);
  }
}
