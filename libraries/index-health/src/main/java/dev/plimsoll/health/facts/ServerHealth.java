package dev.plimsoll.health.facts;

import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Facts of the server that findings depend on.
///
/// @param versionNumber `server_version_num`
/// @param asOf the server's clock at the snapshot
/// @param standby in recovery
/// @param systemIdentifier of the cluster; empty where unreadable
/// @param seesAllSessions whether the role has the rights of `pg_read_all_stats`
/// @param commitTimes whether `track_commit_timestamp` is on
/// @param statisticsTarget `default_statistics_target`
/// @param pgstattuple schema of the extension; empty where it is not installed
public record ServerHealth(
    int versionNumber,
    String database,
    long databaseOid,
    String user,
    Instant asOf,
    Counters counters,
    boolean standby,
    String systemIdentifier,
    boolean seesAllSessions,
    boolean commitTimes,
    int statisticsTarget,
    String pgstattuple) {
  public static final int LAST_SCAN = 160_000;

  // One row of one-row views. pg_stat_archiver is reset where a crash discards all counters, which
  // pg_stat_database does not say.
  private static final String SERVER =
      """
      SELECT current_setting('server_version_num')::int AS version_number,
             current_database() AS database, d.oid::int8 AS database_oid, current_user AS "user",
             clock_timestamp() AS as_of, pg_postmaster_start_time() AS started,
             s.stats_reset AS database_reset, r.stats_reset AS crash_reset,
             current_setting('track_counts')::boolean AS counted,
             pg_is_in_recovery() AS standby,
             pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees_all,
             current_setting('track_commit_timestamp')::boolean AS commit_times,
             current_setting('default_statistics_target')::int AS target,
             coalesce((SELECT n.nspname FROM pg_catalog.pg_extension e
                       JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
                       WHERE e.extname = 'pgstattuple'), '') AS pgstattuple
      FROM pg_catalog.pg_database d
      LEFT JOIN pg_catalog.pg_stat_database s ON s.datid = d.oid
      CROSS JOIN pg_catalog.pg_stat_archiver r
      WHERE d.datname = current_database()
      """;

  private static final String IDENTIFIER =
      "SELECT system_identifier::text AS identifier FROM pg_catalog.pg_control_system()";

  /// @param started of the server
  /// @param databaseReset null where the database's counters were never reset
  /// @param crashReset null where unknown
  /// @param kept whether `track_counts` is on
  public record Counters(
      Instant started,
      @Nullable Instant databaseReset,
      @Nullable Instant crashReset,
      boolean kept) {
    /// Time since which scans are counted. A crash discards the counters without a trace in
    /// `pg_stat_database`; before version 15 so does each start of a standby. Where no reset is
    /// known, only the server's own start is.
    public Instant since(boolean standby, int versionNumber) {
      Instant known =
          Stream.of(databaseReset, crashReset)
              .flatMap(Stream::ofNullable)
              .max(Instant::compareTo)
              .orElse(started);
      boolean emptiedAtStart = standby && versionNumber < 150_000;
      return emptiedAtStart && started.isAfter(known) ? started : known;
    }
  }

  public Instant countedSince() {
    return counters.since(standby, versionNumber);
  }

  public boolean knowsLastScan() {
    return versionNumber >= LAST_SCAN;
  }

  public static ServerHealth read(HealthSession session) throws SQLException {
    String identifier =
        session.attempt(
            () -> session.list(IDENTIFIER, row -> row.getString("identifier")).getFirst(), _ -> "");
    return session.list(SERVER, row -> of(row, identifier)).getFirst();
  }

  /// On a connection in auto-commit mode.
  static ServerHealth read(Connection connection, String identifier) throws SQLException {
    return Sql.of(connection, SERVER).one(row -> of(row, identifier));
  }

  /// @throws SQLException where hosted servers do not say it
  static String identifier(Connection connection) throws SQLException {
    return Sql.of(connection, IDENTIFIER).one(row -> row.getString("identifier"));
  }

  private static ServerHealth of(ResultSet row, String identifier) throws SQLException {
    return new ServerHealth(
        row.getInt("version_number"),
        row.getString("database"),
        row.getLong("database_oid"),
        row.getString("user"),
        Columns.instant(row, "as_of"),
        new Counters(
            Columns.instant(row, "started"),
            Columns.instantOrNull(row, "database_reset"),
            Columns.instantOrNull(row, "crash_reset"),
            row.getBoolean("counted")),
        row.getBoolean("standby"),
        identifier,
        row.getBoolean("sees_all"),
        row.getBoolean("commit_times"),
        row.getInt("target"),
        row.getString("pgstattuple"));
  }
}
