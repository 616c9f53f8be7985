package dev.plimsoll.materializer.flow;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The holders of old snapshots in this database, and its dead rows.
final class HorizonReader {
  /// A transaction that has written holds rows back by its own id, even without a snapshot.
  /// Snapshots of others begin there too, so among equals it comes first. Without effect are
  /// VACUUM, sessions of other databases, and a slot's catalog_xmin, which is for catalogs only.
  /// Times are hidden from roles without pg_read_all_stats.
  private static final String HOLDERS =
      """
      SELECT kind, pid, name, owner, xid, transactions, held_seconds FROM (
        SELECT CASE WHEN r.pid IS NULL THEN 'session' ELSE 'standby' END AS kind,
          a.pid, a.application_name AS name, a.usename AS owner,
          coalesce(a.backend_xid, a.backend_xmin)::text AS xid,
          greatest(age(a.backend_xid), age(a.backend_xmin)) AS transactions,
          coalesce(age(a.backend_xid) >= age(a.backend_xmin), a.backend_xid IS NOT NULL) AS wrote,
          extract(epoch FROM clock_timestamp() - a.state_change) AS held_seconds
        FROM pg_stat_activity a
        LEFT JOIN pg_stat_replication r ON r.pid = a.pid
        WHERE a.pid <> pg_backend_pid()
          AND (a.backend_xid IS NOT NULL OR a.backend_xmin IS NOT NULL)
          AND (a.datname = current_database() OR a.datid IS NULL)
          AND NOT EXISTS (SELECT FROM pg_stat_progress_vacuum v WHERE v.pid = a.pid)
        UNION ALL
        SELECT 'prepared', NULL, p.gid, p.owner, p.transaction::text, age(p.transaction), true,
          extract(epoch FROM clock_timestamp() - p.prepared)
        FROM pg_prepared_xacts p WHERE p.database = current_database()
        UNION ALL
        SELECT 'slot', NULL, s.slot_name, NULL, s.xmin::text, age(s.xmin), true, NULL
        FROM pg_replication_slots s WHERE s.xmin IS NOT NULL
      ) held
      ORDER BY transactions DESC, wrote DESC, held_seconds DESC NULLS LAST
      LIMIT 10
      """;

  /// Tables with dead rows after every run.
  private static final String DEAD_ROWS =
      """
      SELECT relname, n_dead_tup FROM pg_stat_user_tables
      WHERE schemaname = current_schema()
        AND relname IN ('manifest', 'partition_state', 'producer', 'shard', 'publication', 'file')
      """;

  /// @param xid the oldest transaction that it still sees
  /// @param transactions begun since
  /// @param known least duration by the server; may be zero
  record Hold(Holder holder, String xid, long transactions, Duration known) {}

  /// @param holds the oldest first
  record Horizon(List<Hold> holds, Map<String, Long> deadRows) {}

  private HorizonReader() {}

  static Horizon read(Connection connection) throws SQLException {
    return new Horizon(
        Sql.of(connection, HOLDERS).list(HorizonReader::hold),
        new TreeMap<>(
            Sql.of(connection, DEAD_ROWS)
                .map(row -> row.getString("relname"), row -> row.getLong("n_dead_tup"))));
  }

  private static Hold hold(ResultSet row) throws SQLException {
    return new Hold(
        holder(row),
        row.getString("xid"),
        row.getLong("transactions"),
        Duration.ofMillis(Math.max(0, (long) (row.getDouble("held_seconds") * 1_000))));
  }

  private static Holder holder(ResultSet row) throws SQLException {
    int pid = row.getInt("pid");
    String name = String.valueOf(row.getString("name"));
    String owner = String.valueOf(row.getString("owner"));
    String kind = row.getString("kind");
    return switch (kind) {
      case "session" -> Holder.session(pid, owner, name);
      case "standby" -> Holder.standby(pid, owner, name);
      case "prepared" -> Holder.prepared(name, owner);
      case "slot" -> Holder.slot(name);
      default -> throw new IllegalStateException("no such holder: " + kind);
    };
  }
}
