package dev.plimsoll.maintenance.run;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a run looks at before it begins.
final class Surroundings {
  // MAINTAIN is a right from PostgreSQL 17 on.
  private static final String TABLE =
      """
      SELECT c.oid::int8 AS oid, c.relkind::text AS kind,
             pg_catalog.pg_has_role(c.relowner, 'USAGE')
               OR (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
               OR (SELECT pg_catalog.pg_has_role(d.datdba, 'USAGE') FROM pg_catalog.pg_database d
                   WHERE d.datname = current_database()) AS permitted,
             pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner)) AS owner
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private static final String MAY_MAINTAIN =
      "SELECT pg_catalog.has_table_privilege(?::oid, 'MAINTAIN') AS may";

  // Snapshots and ids that a rebuild would wait for and a vacuum could not pass; ours and those
  // of vacuums aside.
  private static final String OLDEST =
      """
      SELECT who, extract(epoch FROM clock_timestamp() - since) * 1000 AS millis FROM (
        SELECT 'session ' || a.pid
                 || coalesce(' (' || nullif(a.application_name, '') || ')', '') AS who,
               a.xact_start AS since
        FROM pg_catalog.pg_stat_activity a
        WHERE a.datname = current_database() AND a.xact_start IS NOT NULL
          AND (a.backend_xid IS NOT NULL OR a.backend_xmin IS NOT NULL
               OR a.state LIKE 'idle in transaction%')
          AND a.pid <> pg_catalog.pg_backend_pid()
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_vacuum v WHERE v.pid = a.pid)
        UNION ALL
        SELECT 'prepared transaction ' || p.gid, p.prepared
        FROM pg_catalog.pg_prepared_xacts p WHERE p.database = current_database()) o
      ORDER BY since LIMIT 1
      """;

  private static final String BYTES =
      """
      SELECT CASE WHEN c.relkind IN ('i', 'I') THEN pg_catalog.pg_relation_size(c.oid)
                  ELSE pg_catalog.pg_total_relation_size(c.oid) END AS bytes
      FROM pg_catalog.pg_class c WHERE c.oid = ?::oid
      """;

  private Surroundings() {}

  /// @param kind as in `pg_class`
  /// @param permitted whether the role may maintain it
  /// @param owner quoted where need be
  record Relation(long oid, String kind, boolean permitted, String owner) {}

  static @Nullable Relation relation(Connection connection, QualifiedName name)
      throws SQLException {
    @Nullable Relation relation =
        Sql.of(connection, TABLE, name.schema(), name.name())
            .first(
                row ->
                    new Relation(
                        row.getLong("oid"),
                        row.getString("kind"),
                        row.getBoolean("permitted"),
                        row.getString("owner")))
            .orElse(null);
    return relation == null
            || relation.permitted()
            || connection.getMetaData().getDatabaseMajorVersion() < 17
            || !Sql.of(connection, MAY_MAINTAIN, relation.oid()).one(row -> row.getBoolean("may"))
        ? relation
        : new Relation(relation.oid(), relation.kind(), true, relation.owner());
  }

  /// Whose transaction is older than allowed; null for none.
  static @Nullable String olderThan(Connection connection, Duration age) throws SQLException {
    return Sql.of(connection, OLDEST)
        .first(
            row ->
                row.getDouble("millis") > age.toMillis()
                    ? Optional.of(
                        "%s has had a transaction open for %d s"
                            .formatted(
                                row.getString("who"), Math.round(row.getDouble("millis") / 1_000)))
                    : Optional.<String>empty())
        .flatMap(why -> why)
        .orElse(null);
  }

  /// 0 where it is gone.
  static long bytes(Connection connection, long oid) throws SQLException {
    return Sql.of(connection, BYTES, oid).first(row -> row.getLong("bytes")).orElse(0L);
  }
}
