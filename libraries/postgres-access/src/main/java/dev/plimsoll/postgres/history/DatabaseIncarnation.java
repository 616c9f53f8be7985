package dev.plimsoll.postgres.history;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/// The incarnation of a database that a session is connected to: cluster, timeline, start of the
/// server and oid.
///
/// A server that a standby was promoted to has another timeline; one that was restored has been
/// started since, whichever way the copy was made; a database that was made anew has another oid.
///
/// @param systemIdentifier of the cluster; empty where the role may not read it
/// @param timeline eight digits; empty where the role may not read it
/// @param startedAt when the server was started
/// @param databaseOid of the database in its cluster
/// @param standby nothing can be written, and nothing is known of the timeline that will be
record DatabaseIncarnation(
    String systemIdentifier,
    String timeline,
    String startedAt,
    String databaseOid,
    boolean standby) {
  /// Of the control file's timeline nothing is taken: after a promotion it is the former one until
  /// the next checkpoint.
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

  /// Of hosted servers that keep such functions to themselves: insufficient privilege, undefined
  /// function, feature not supported, not in prerequisite state.
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
