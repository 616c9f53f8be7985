package dev.plimsoll.planner.admission;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.admission.ProbeFacts.Building;
import dev.plimsoll.planner.admission.ProbeFacts.Replica;
import dev.plimsoll.planner.admission.ProbeFacts.Slot;
import dev.plimsoll.planner.admission.ProbeFacts.Transaction;
import dev.plimsoll.postgres.catalog.ReplicaNames;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reader of probes, with its own connection and short timeouts. Each query is its own statement,
/// so that no snapshot is held that would stall a build.
record ProbeReader(PostgresConnections connector, Clock clock) {
  private static final String APPLICATION = "plimsoll-planner-probe";
  private static final String TIMEOUTS = "SET statement_timeout = '3s'; SET lock_timeout = '1s'";

  // Longer than a statement may take: a probe that never ends would be the last one.
  private static final Duration SILENCE = Duration.ofSeconds(15);

  // A logical replica reads its own slot; a standby may have one.
  private static final String REPLICAS =
      """
      SELECT %s AS name,
             CASE WHEN pg_is_in_recovery() THEN NULL
                  ELSE pg_wal_lsn_diff(pg_current_wal_lsn(), r.replay_lsn)::bigint END AS lag,
             coalesce((extract(epoch FROM r.replay_lag) * 1000)::bigint, 0) AS millis,
             coalesce(s.slot_type = 'logical', false) AS logical,
             r.state IS NULL AS hidden
      FROM pg_catalog.pg_stat_replication r
      LEFT JOIN pg_catalog.pg_replication_slots s ON s.active_pid = r.pid
      WHERE r.state IS NULL OR r.state IN ('streaming', 'catchup', 'startup')
      """
          .formatted(ReplicaNames.SQL);

  private static final String SLOTS =
      """
      SELECT slot_name, active, coalesce(wal_status, 'reserved') AS wal_status,
             CASE WHEN pg_is_in_recovery() THEN 0
                  ELSE coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint
             END AS retained,
             slot_type = 'physical' AND restart_lsn IS NOT NULL AS physical
      FROM pg_catalog.pg_replication_slots WHERE NOT temporary
      """;

  // Builds wait for each other by plan, and a walsender has no transaction here. Our other sessions
  // delay a build like anybody's, for example an extract with its snapshot.
  private static final String TRANSACTIONS =
      """
      SELECT 'pid ' || pid || ' of ' || usename
               || CASE WHEN application_name = '' THEN '' ELSE ', ' || application_name END AS who,
             state, extract(epoch FROM clock_timestamp() - xact_start)::bigint AS age,
             false AS hidden
      FROM pg_catalog.pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend'
        AND xact_start IS NOT NULL AND application_name !~ '^plimsoll(-watch|-cancel)?/'
        AND application_name <> 'plimsoll-builder idle'
        AND pid <> pg_backend_pid()
      UNION ALL
      SELECT 'prepared transaction ' || gid, 'prepared',
             extract(epoch FROM clock_timestamp() - prepared)::bigint, false
      FROM pg_catalog.pg_prepared_xacts WHERE database = current_database()
      UNION ALL
      SELECT 'a session of ' || coalesce(usename::text, '?'), '', 0, true
      FROM pg_catalog.pg_stat_activity
      WHERE datname = current_database() AND backend_type IS NULL
      ORDER BY age DESC LIMIT 50
      """;

  // Of the whole server, whose databases share its resources.
  private static final String BUILDS =
      """
      SELECT pid, split_part(application_name, '/', 2) AS build,
             split_part(application_name, '/', 3) AS attempt
      FROM pg_catalog.pg_stat_activity
      WHERE state = 'active' AND application_name ~ '^plimsoll/[0-9a-f-]{36}/[0-9]{1,9}$'
      """;

  ProbeReader {
    connector = connector.answeringWithin(SILENCE);
  }

  /// Never throws for a failure of the database: that is a fact too.
  ProbeFacts read(DatabaseAddress address) {
    try (Connection connection = connector.open(address, APPLICATION)) {
      return read(connection, address);
    } catch (PlimsollException | SQLException e) {
      return ProbeFacts.away(clock.instant(), String.valueOf(e.getMessage()));
    }
  }

  ProbeFacts read(Connection connection, DatabaseAddress address) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(TIMEOUTS);
    }
    return new ProbeFacts(
        clock.instant(),
        null,
        replicas(connection),
        Sql.of(connection, SLOTS).list(ProbeReader::slot),
        transactions(connection),
        Sql.of(connection, BUILDS).list(ProbeReader::building),
        DataVolume.read(connection, address));
  }

  private static @Nullable List<Replica> replicas(Connection connection) throws SQLException {
    List<Optional<Replica>> rows =
        Sql.of(connection, REPLICAS)
            .list(row -> row.getBoolean("hidden") ? Optional.empty() : Optional.of(replica(row)));
    return rows.contains(Optional.<Replica>empty())
        ? null
        : rows.stream().flatMap(Optional::stream).toList();
  }

  private static Replica replica(ResultSet row) throws SQLException {
    return new Replica(
        row.getString("name"),
        row.getObject("lag", Long.class),
        Duration.ofMillis(Math.max(0, row.getLong("millis"))),
        row.getBoolean("logical"));
  }

  private static Slot slot(ResultSet row) throws SQLException {
    return new Slot(
        row.getString("slot_name"),
        row.getBoolean("active"),
        row.getLong("retained"),
        row.getString("wal_status"),
        row.getBoolean("physical"));
  }

  private static @Nullable List<Transaction> transactions(Connection connection)
      throws SQLException {
    List<Optional<Transaction>> rows =
        Sql.of(connection, TRANSACTIONS)
            .list(
                row -> row.getBoolean("hidden") ? Optional.empty() : Optional.of(transaction(row)));
    List<Transaction> seen = rows.stream().flatMap(Optional::stream).toList();
    // What is visible counts even where other rows are hidden.
    return seen.isEmpty() && !rows.isEmpty() ? null : seen;
  }

  private static Transaction transaction(ResultSet row) throws SQLException {
    return new Transaction(
        row.getString("who"),
        String.valueOf(row.getString("state")),
        Duration.ofSeconds(Math.max(0, row.getLong("age"))));
  }

  private static Building building(ResultSet row) throws SQLException {
    return new Building(
        row.getInt("pid"), UUID.fromString(row.getString("build")), row.getInt("attempt"));
  }
}
