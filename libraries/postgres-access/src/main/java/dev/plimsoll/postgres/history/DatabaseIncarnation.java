package dev.plimsoll.postgres.history;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/// Incarnation of the connected database: cluster, timeline, start of the server and oid.
///
/// A promotion changes the timeline, a restore the start, a re-creation the oid.
///
/// @param systemIdentifier of the cluster; empty where unreadable
/// @param timeline eight digits; empty where unreadable
/// @param startedAt start of the server
/// @param standby read-only, with an unknown future timeline
record DatabaseIncarnation(
    String systemIdentifier,
    String timeline,
    String startedAt,
    String databaseOid,
    boolean standby) {
  /// Not the control file's timeline: after a promotion that is outdated until a checkpoint.
  private static final String READ =
      """
      SELECT (SELECT c.system_identifier FROM pg_control_system() c)::text AS system_identifier,
        CASE WHEN pg_is_in_recovery() THEN ''
          ELSE substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) END AS timeline,
        pg_postmaster_start_time()::text AS started_at,
        (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())::text AS database_oid,
        pg_is_in_recovery() AS standby
      """;

  private static final String READ_LEAST =
      """
      SELECT '' AS system_identifier, '' AS timeline, pg_postmaster_start_time()::text AS started_at,
        (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())::text AS database_oid,
        pg_is_in_recovery() AS standby
      """;

  /// Hosted servers without these functions: insufficient privilege, undefined function, feature
  /// not supported, not in prerequisite state.
  private static final Set<String> NOT_FOR_US = Set.of("42501", "42883", "0A000", "55000");

  /// @param connection in auto-commit mode
  static DatabaseIncarnation read(Connection connection) throws SQLException {
    try {
      return read(connection, READ);
    } catch (SQLException e) {
      if (e.getSQLState() != null && NOT_FOR_US.contains(e.getSQLState())) {
        return read(connection, READ_LEAST);
      }
      throw e;
    }
  }

  private static DatabaseIncarnation read(Connection connection, String sql) throws SQLException {
    return Sql.of(connection, sql)
        .one(
            row ->
                new DatabaseIncarnation(
                    row.getString("system_identifier"),
                    row.getString("timeline"),
                    row.getString("started_at"),
                    row.getString("database_oid"),
                    row.getBoolean("standby")));
  }
}
