package dev.plimsoll.planner.admission;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.admission.ProbeFacts.Replica;
import dev.plimsoll.planner.admission.ProbeFacts.Slot;
import dev.plimsoll.planner.admission.ProbeFacts.Transaction;
import dev.plimsoll.postgres.connection.PostgresConnector;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at a database with a connection of its own and short timeouts. Every query is a statement
/// of its own, so that no snapshot is held that would stall a build.
final class ProbeReader {
  private static final String APPLICATION = "plimsoll-planner-probe";
  private static final String TIMEOUTS = "SET statement_timeout = '3s'; SET lock_timeout = '1s'";

  private static final String REPLICAS =
      """
      SELECT coalesce(nullif(application_name, ''), client_addr::text, 'a replica') AS name,
             CASE WHEN pg_is_in_recovery() THEN NULL
                  ELSE pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint END AS lag,
             state IS NULL AS hidden
      FROM pg_catalog.pg_stat_replication
      WHERE state IS NULL OR state IN ('streaming', 'catchup')
      """;

  private static final String SLOTS =
      """
      SELECT slot_name, active, coalesce(wal_status, 'reserved') AS wal_status,
             CASE WHEN pg_is_in_recovery() THEN 0
                  ELSE coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint
             END AS retained
      FROM pg_catalog.pg_replication_slots WHERE NOT temporary
      """;

  // Ours wait for each other by plan; a walsender has no transaction of this database.
  private static final String TRANSACTIONS =
      """
      SELECT 'pid ' || pid || ' of ' || usename AS who, state,
             extract(epoch FROM clock_timestamp() - xact_start)::bigint AS age, false AS hidden
      FROM pg_catalog.pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend'
        AND xact_start IS NOT NULL AND application_name NOT LIKE 'plimsoll%'
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

  private final PostgresConnector connector;
  private final Clock clock;

  ProbeReader(PostgresConnector connector, Clock clock) {
    this.connector = connector;
    this.clock = clock;
  }

  /// Never throws for what the database does: that is a fact too.
  ProbeFacts read(DatabaseAddress address) {
    try (Connection connection = connector.open(address, APPLICATION)) {
      return read(connection, address);
    } catch (PlimsollException e) {
      return ProbeFacts.away(clock.instant(), String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      return ProbeFacts.away(clock.instant(), String.valueOf(e.getMessage()));
    }
  }

  ProbeFacts read(Connection connection, DatabaseAddress address) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(TIMEOUTS);
      return new ProbeFacts(
          clock.instant(),
          null,
          replicas(statement),
          slots(statement),
          transactions(statement),
          DataVolume.free(statement, address));
    }
  }

  private static @Nullable List<Replica> replicas(Statement statement) throws SQLException {
    List<Replica> replicas = new ArrayList<>();
    boolean hidden = false;
    try (ResultSet row = statement.executeQuery(REPLICAS)) {
      while (row.next()) {
        hidden |= row.getBoolean("hidden");
        replicas.add(new Replica(row.getString("name"), row.getLong("lag")));
      }
    }
    return hidden ? null : replicas;
  }

  private static List<Slot> slots(Statement statement) throws SQLException {
    List<Slot> slots = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(SLOTS)) {
      while (row.next()) {
        slots.add(
            new Slot(
                row.getString("slot_name"),
                row.getBoolean("active"),
                row.getLong("retained"),
                row.getString("wal_status")));
      }
    }
    return slots;
  }

  private static @Nullable List<Transaction> transactions(Statement statement) throws SQLException {
    List<Transaction> transactions = new ArrayList<>();
    boolean hidden = false;
    try (ResultSet row = statement.executeQuery(TRANSACTIONS)) {
      while (row.next()) {
        if (row.getBoolean("hidden")) {
          hidden = true;
        } else {
          transactions.add(
              new Transaction(
                  row.getString("who"),
                  String.valueOf(row.getString("state")),
                  Duration.ofSeconds(Math.max(0, row.getLong("age")))));
        }
      }
    }
    // What can be seen counts even where other things can't.
    return hidden && transactions.isEmpty() ? null : transactions;
  }
}
