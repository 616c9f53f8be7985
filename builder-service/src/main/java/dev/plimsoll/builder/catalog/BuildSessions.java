package dev.plimsoll.builder.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
    try (PreparedStatement query = connection.prepareStatement(ALIVE)) {
      query.setString(1, BuildNames.sessions(buildId));
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
