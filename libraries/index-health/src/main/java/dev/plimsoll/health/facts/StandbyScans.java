package dev.plimsoll.health.facts;

import dev.plimsoll.health.request.Standby;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Indexes that a standby reads.
///
/// @param server null where it could not be asked
/// @param used oids of asked indexes with a scan in the window; of a partitioned one, of any
///     part
/// @param attached standbys that follow it in turn
/// @param problem why it is unknown, a clause; empty where it is known
public record StandbyScans(
    String standby,
    @Nullable ServerHealth server,
    Set<Long> used,
    AttachedStandbys attached,
    String problem) {
  // The asked indexes with all their parts; counters in memory.
  private static final String USED =
      """
      WITH RECURSIVE tree (root, oid) AS (
        SELECT asked.oid, asked.oid FROM unnest(?::int8[]::oid[]) AS asked (oid)
        UNION ALL
        SELECT t.root, h.inhrelid FROM tree t JOIN pg_catalog.pg_inherits h ON h.inhparent = t.oid)
      SELECT DISTINCT t.root::int8 AS oid FROM tree t
      WHERE pg_stat_get_numscans(t.oid) > 0 AND %s
      """;

  private static final String IN_THE_WINDOW =
      "coalesce(pg_stat_get_lastscan(t.oid), 'infinity')"
          + " > clock_timestamp() - make_interval(secs => ?)";

  public StandbyScans {
    used = Set.copyOf(used);
  }

  /// A standby that was not asked, or has not answered.
  public static StandbyScans unknown(String standby, String problem) {
    return new StandbyScans(standby, null, Set.of(), AttachedStandbys.NONE, problem);
  }

  /// @param primary of which it is to be a standby
  /// @param indexes oids, the same on both
  public static StandbyScans read(
      Standby standby,
      ServerHealth primary,
      long[] indexes,
      Duration window,
      Duration statementTimeout) {
    try (Connection connection = standby.source().open()) {
      try (Statement settings = connection.createStatement()) {
        settings.execute(
            "SET search_path = pg_catalog; SET statement_timeout = " + statementTimeout.toMillis());
      }
      ServerHealth server = ServerHealth.read(connection, ServerHealth.identifier(connection));
      String problem = problem(primary, server);
      return new StandbyScans(
          standby.name(),
          server,
          problem.isEmpty() ? used(connection, server, indexes, window) : Set.of(),
          problem.isEmpty() ? AttachedStandbys.read(connection) : AttachedStandbys.NONE,
          problem);
    } catch (SQLException | RuntimeException e) {
      return unknown(standby.name(), SqlStates.firstLine(e));
    }
  }

  private static String problem(ServerHealth primary, ServerHealth server) {
    if (!server.standby()) {
      return "it is not a standby";
    }
    if (primary.systemIdentifier().isEmpty()) {
      return "the role may not execute pg_control_system(), which tells clusters apart";
    }
    return primary.systemIdentifier().equals(server.systemIdentifier())
            && primary.databaseOid() == server.databaseOid()
        ? ""
        : "it belongs to another cluster or database";
  }

  private static Set<Long> used(
      Connection connection, ServerHealth server, long[] indexes, Duration window)
      throws SQLException {
    Sql query =
        server.knowsLastScan()
            ? Sql.of(connection, USED.formatted(IN_THE_WINDOW), indexes, window)
            : Sql.of(connection, USED.formatted("true"), (Object) indexes);
    return new HashSet<>(query.list(row -> row.getLong("oid")));
  }
}
