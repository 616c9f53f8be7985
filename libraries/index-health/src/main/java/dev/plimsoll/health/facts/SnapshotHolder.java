package dev.plimsoll.health.facts;

import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.postgres.statement.Columns;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A holder of an old snapshot: no row that died since can be removed.
///
/// @param kind `session`, `standby`, `slot` or `prepared`
/// @param name a process id, a slot's or a transaction's name
/// @param owner role and application; empty where unknown
/// @param transactions begun since
/// @param since null where unknown or hidden
/// @param catalogOnly whether only rows of the catalog are held
/// @param building whether the session builds an index, which needs its snapshot
public record SnapshotHolder(
    String kind,
    String name,
    String owner,
    long transactions,
    @Nullable Instant since,
    boolean catalogOnly,
    boolean building) {
  // Views of backends, prepared transactions and slots: a few rows each. A transaction that has
  // written holds rows by its own id, without a snapshot. VACUUM holds none back.
  private static final String HOLDERS =
      """
      SELECT CASE WHEN r.pid IS NULL THEN 'session' ELSE 'standby' END AS kind,
             a.pid::text AS name,
             concat_ws(', ', a.usename, nullif(a.application_name, '')) AS owner,
             greatest(age(a.backend_xid), age(a.backend_xmin))::int8 AS transactions,
             a.xact_start AS since, false AS catalog_only,
             EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index b
                     WHERE b.pid = a.pid) AS building
      FROM pg_catalog.pg_stat_activity a
      LEFT JOIN pg_catalog.pg_stat_replication r ON r.pid = a.pid
      WHERE a.pid <> pg_backend_pid()
        AND (a.backend_xid IS NOT NULL OR a.backend_xmin IS NOT NULL)
        AND (a.datname = current_database() OR a.datid IS NULL)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_vacuum v WHERE v.pid = a.pid)
      UNION ALL
      SELECT 'prepared', p.gid, p.owner, age(p.transaction)::int8, p.prepared, false, false
      FROM pg_catalog.pg_prepared_xacts p WHERE p.database = current_database()
      UNION ALL
      SELECT 'slot', s.slot_name, CASE WHEN s.active THEN 'active' ELSE 'inactive' END,
             coalesce(age(s.xmin), age(s.catalog_xmin))::int8, NULL, s.xmin IS NULL, false
      FROM pg_catalog.pg_replication_slots s
      WHERE s.xmin IS NOT NULL OR s.catalog_xmin IS NOT NULL
      ORDER BY transactions DESC
      LIMIT 100
      """;

  /// The oldest first.
  public static List<SnapshotHolder> read(HealthSession session) throws SQLException {
    return session.list(
        HOLDERS,
        row ->
            new SnapshotHolder(
                row.getString("kind"),
                row.getString("name"),
                String.valueOf(row.getString("owner")),
                row.getLong("transactions"),
                Columns.instantOrNull(row, "since"),
                row.getBoolean("catalog_only"),
                row.getBoolean("building")));
  }

  public HealthSubject.OfHolder subject() {
    return new HealthSubject.OfHolder(kind, name);
  }

  public String text() {
    return switch (kind) {
      case "prepared" -> "the prepared transaction " + name + " (" + owner + ")";
      case "slot" -> "the replication slot " + name + " (" + owner + ")";
      case "standby" -> "a query on the standby of sender " + name + " (" + owner + ")";
      default ->
          "session " + name + " (" + owner + ")" + (building ? ", which builds an index," : "");
    };
  }
}
