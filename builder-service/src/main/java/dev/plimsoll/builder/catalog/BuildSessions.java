package dev.plimsoll.builder.catalog;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/// The sessions of a build in its target, whichever builder opened them.
public final class BuildSessions {
  private static final String ALIVE =
      """
      SELECT EXISTS (
        SELECT FROM pg_catalog.pg_stat_activity
        WHERE pg_catalog.starts_with(application_name, ?))
      """;

  private BuildSessions() {}

  /// Whether there is any, in whichever database of the server. A role always sees the names of its
  /// own sessions.
  public static boolean areAlive(Connection connection, UUID buildId) throws SQLException {
    return Sql.of(connection, ALIVE, BuildNames.sessions(buildId)).one(row -> row.getBoolean(1));
  }
}
